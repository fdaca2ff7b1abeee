package dev.tidings.msg;

import dev.tidings.fault.ImException;
import dev.tidings.hook.AfterHooks;
import dev.tidings.hook.BeforeHooks;
import dev.tidings.hook.Hook;
import dev.tidings.hook.Question;
import dev.tidings.hook.UserBodies;
import dev.tidings.user.User;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Registers users, with the business server asked before and told after. */
@Dependent
class Registering {
    private static final System.Logger LOG = System.getLogger(Registering.class.getName());

    private final Users users;
    private final BeforeHooks before;
    private final AfterHooks after;
    private final Clock clock;

    @Inject
    Registering(Users users, BeforeHooks before, AfterHooks after, Clock clock) {
        this.users = users;
        this.before = before;
        this.after = after;
        this.clock = clock;
    }

    /** See {@link UserService#register}. */
    void register(List<User> wanted, String operationId) {
        List<User> allowed = before.asks(Hook.BEFORE_USER_REGISTER) ? asked(wanted, operationId) : wanted;
        long now = clock.millis();
        List<User> registered = allowed.stream()
                .map(user -> user.createTime() > 0 ? user : createdAt(user, now))
                .toList();
        users.register(registered);
        try {
            after.registered(registered, operationId);
        } catch (ImException e) {
            // They are registered, and asking again would be refused for that: so it is said here.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IM-3109 the business server is not told of " + registered.size() + " new users, operationID="
                            + operationId,
                    e);
        }
    }

    private List<User> asked(List<User> wanted, String operationId) {
        Question question = new Question(operationId, operationId, UserBodies.of(Hook.BEFORE_USER_REGISTER, wanted));
        try {
            return before.ask(Hook.BEFORE_USER_REGISTER, question, answer -> UserBodies.users(answer, wanted), wanted)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ImException refused) {
                throw refused;
            }
            throw new IllegalStateException("the question whether to register failed", e);
        }
    }

    private static User createdAt(User user, long time) {
        return new User(
                user.id(),
                user.nickname(),
                user.faceUrl(),
                user.ex(),
                time,
                user.appMangerLevel(),
                user.globalRecvMsgOpt());
    }
}
