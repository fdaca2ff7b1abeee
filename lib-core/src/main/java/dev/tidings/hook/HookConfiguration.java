package dev.tidings.hook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Reads the settings, and says at the start what is on: a bad value stops the node then and not at the first message. */
@Dependent
class HookConfiguration {
    private static final System.Logger LOG = System.getLogger(HookConfiguration.class.getName());

    private final Config config;

    @Inject
    HookConfiguration(Config config) {
        this.config = config;
    }

    @Produces
    @Dependent
    HookSettings settings() {
        return HookSettings.read(key -> config.getOptionalValue(key, String.class));
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        HookSettings settings = settings();
        if (settings.rules().isEmpty()) {
            return;
        }
        LOG.log(
                System.Logger.Level.INFO,
                () -> "hooks are on: "
                        + settings.rules().keySet().stream()
                                .map(Hook::hookName)
                                .sorted()
                                .collect(Collectors.joining(", ")));
        settings.rules().values().stream()
                .map(rule -> rule.url().getHost())
                .distinct()
                .forEach(host -> warnOfDenied(host, settings.addresses()));
    }

    private static void warnOfDenied(String host, AddressRules addresses) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!addresses.allows(address)) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            () -> "IM-3105 hooks at " + host + " will fail: " + address.getHostAddress()
                                    + " may not be called unless im.hook.allowed-addresses names it");
                }
            }
        } catch (UnknownHostException e) {
            LOG.log(System.Logger.Level.WARNING, "IM-3105 hooks at " + host + " will fail: there is no such host", e);
        }
    }
}
