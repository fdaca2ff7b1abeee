package dev.tidings.offlinepush;

import dev.tidings.provider.Providers;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Makes the providers when the application starts: a key that is wrong stops it, and not the first push. */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ProvidersAtStart {
    private static final System.Logger LOG = System.getLogger(ProvidersAtStart.class.getName());

    private final Providers providers;

    @Inject
    public ProvidersAtStart(Providers providers) {
        this.providers = providers;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ProvidersAtStart() {
        this(null);
    }

    @PostConstruct
    void start() {
        LOG.log(System.Logger.Level.INFO, "offline push through " + providers.names());
    }
}
