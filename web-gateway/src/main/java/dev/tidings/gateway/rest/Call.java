package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.token.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request: who asks, and for what. Who it is comes from the token; a user id in the body only says for whom the caller
 * acts, which is nobody but himself unless he is the admin.
 *
 * @param asker null for a request that needs no token
 * @param operationId the caller's trace id
 */
record Call(@Nullable Caller asker, String operationId, Body body) {
    /** Who asks, by his token. */
    Caller caller() {
        if (asker == null) {
            throw new IllegalStateException("a resource that is open to everyone asks who the caller is");
        }
        return asker;
    }

    /**
     * The user in this field of the body, for whom the caller may act.
     *
     * @throws ImException {@code ARGS} if there is none; {@code NO_PERMISSION} if it is somebody else
     */
    UserId actingFor(String field) {
        return permitted(field, body.userId(field));
    }

    /** The user in this field of the body if there is one, else the caller himself. */
    UserId actingForOrSelf(String field) {
        return body.has(field) ? actingFor(field) : caller().user();
    }

    /**
     * The users in this field of the body, for each of whom the caller may act.
     *
     * @throws ImException {@code ARGS} if there is none; {@code NO_PERMISSION} if one is somebody else
     */
    List<UserId> actingForAll(String field, int max) {
        List<UserId> users = body.userIds(field, max);
        if (users.isEmpty()) {
            throw Body.wrong(field, "is empty");
        }
        users.forEach(user -> permitted(field, user));
        return users;
    }

    /** @throws ImException {@code NO_PERMISSION} if the caller may not act for this user, whom the field named */
    UserId permitted(String field, UserId user) {
        if (!caller().isAdmin() && !caller().user().equals(user)) {
            throw new ImException(ErrorCode.NO_PERMISSION, field + " is not the token's user");
        }
        return user;
    }
}
