package dev.tidings.msg;

import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.omtp.Platform;
import dev.tidings.token.IssuedToken;
import dev.tidings.user.User;
import dev.tidings.user.Users;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.text.Normalizer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Users for trying things out: whoever gives a nickname is that user, without a password. Their ids start with
 * {@value #PREFIX}, so that nobody becomes a real user this way. Off unless {@code im.demo.enabled} is true.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DemoService {
    static final String PREFIX = "demo-";
    /** Whoever finds the page can make users: a demo stays small. */
    static final int USERS_MAX = 1_000;

    private static final int NICKNAME_MAX = 32;

    private final Users users;
    private final AuthService auth;
    private final Registering registering;
    private final Clock clock;
    private final Boolean enabled;

    /** @param enabled no primitive: the container's proxy is a subclass that passes null for everything */
    @Inject
    // Boolean and not boolean: Payara's generated subclass calls this with nulls.
    public DemoService(
            Users users,
            AuthService auth,
            Registering registering,
            Clock clock,
            @ConfigProperty(name = "im.demo.enabled") Boolean enabled) {
        this.users = users;
        this.auth = auth;
        this.registering = registering;
        this.clock = clock;
        this.enabled = enabled;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected DemoService() {
        this(null, null, null, null, null);
    }

    /**
     * Logs the demo user of this nickname in as a web client; makes the user if there is none.
     *
     * @param nickname 1 to 32 characters
     * @throws ImException {@code NO_PERMISSION} if demo users are off; {@code ARGS} for a nickname without a letter or
     *     digit; {@code TOO_MANY_REQUESTS} if there are too many users already
     */
    public IssuedToken login(String nickname, String operationId) {
        requireEnabled();
        String name = nickname.strip();
        if (name.isEmpty() || name.codePointCount(0, name.length()) > NICKNAME_MAX) {
            throw new ImException(ErrorCode.ARGS, "nickname has 1 to " + NICKNAME_MAX + " characters");
        }
        UserId id = idOf(name);
        if (!users.existing(List.of(id)).contains(id)) {
            register(User.of(id, name, "", clock.millis()), operationId);
        }
        return auth.userToken(id, Platform.WEB.id());
    }

    private void register(User user, String operationId) {
        if (users.page(new PageRequest(1, 1)).total() >= USERS_MAX) {
            throw new ImException(ErrorCode.TOO_MANY_REQUESTS, "the demo has all the users it may have");
        }
        try {
            registering.register(List.of(user), operationId);
        } catch (ImException e) {
            // Two browsers with the same nickname at the same moment: the user is there, which is all that is wanted.
            if (e.code() != ErrorCode.REGISTERED_ALREADY) {
                throw e;
            }
        }
    }

    private static UserId idOf(String nickname) {
        String slug = Normalizer.normalize(nickname, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        if (slug.isEmpty()) {
            throw new ImException(ErrorCode.ARGS, "nickname has no letter and no digit");
        }
        return new UserId(PREFIX + slug);
    }

    /**
     * The demo users, the first registered first.
     *
     * @throws ImException {@code NO_PERMISSION} if demo users are off
     */
    public List<User> users() {
        requireEnabled();
        return users.page(new PageRequest(1, USERS_MAX)).items().stream()
                .filter(user -> user.id().value().startsWith(PREFIX))
                .toList();
    }

    private void requireEnabled() {
        if (!enabled) {
            throw new ImException(ErrorCode.NO_PERMISSION, "demo users are switched off (im.demo.enabled)");
        }
    }
}
