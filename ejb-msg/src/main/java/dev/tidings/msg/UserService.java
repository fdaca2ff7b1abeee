package dev.tidings.msg;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.presence.Presence;
import dev.tidings.user.Registrations;
import dev.tidings.user.User;
import dev.tidings.user.UserChanges;
import dev.tidings.user.Users;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The registered users: who they are, and who of them is online. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UserService {
    private final Users users;
    private final Presence presence;
    private final Notifying notifying;
    private final Registering registering;

    @Inject
    public UserService(Users users, Presence presence, Notifying notifying, Registering registering) {
        this.users = users;
        this.presence = presence;
        this.notifying = notifying;
        this.registering = registering;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected UserService() {
        this(null, null, null, null);
    }

    /**
     * Registers all of them or, if one cannot be, none. The business server may be asked before, and may change them.
     *
     * @param newUsers 1 to {@value Users#MAX}; a {@code createTime} of 0 means now
     * @throws ImException {@code REGISTERED_ALREADY}, {@code ARGS}, {@code CALLBACK} or what the business server says
     */
    public void register(List<User> newUsers, String operationId) {
        registering.register(newUsers, operationId);
    }

    /** The profiles of those who are registered, in the order they are asked for, each once. */
    public List<User> find(Collection<UserId> ids) {
        return users.find(ids);
    }

    /** Which of them are registered. */
    public Set<UserId> existing(Collection<UserId> ids) {
        return users.existing(ids);
    }

    /** @throws ImException {@code USER_ID_NOT_FOUND} if there is no such user */
    public void require(UserId user) {
        if (!users.existing(List.of(user)).contains(user)) {
            throw new ImException(ErrorCode.USER_ID_NOT_FOUND, "there is no user " + user);
        }
    }

    /** All users, the first registered first. */
    public Page<User> page(PageRequest request) {
        return users.page(request);
    }

    /**
     * Changes a profile and tells the user's own devices.
     *
     * @throws ImException {@code USER_ID_NOT_FOUND}, {@code ARGS}
     */
    public void update(UserChanges changes, String operationId) {
        users.update(changes);
        notifying.userInfoUpdated(changes.id(), operationId);
    }

    /** See {@link Users#ofLevel}. */
    public Page<User> ofLevel(int level, String keyword, PageRequest request) {
        return users.ofLevel(level, keyword, request);
    }

    /** See {@link Users#registrations}. */
    public Registrations registrations(Instant start, Instant end) {
        return users.registrations(start, end);
    }

    /** The open sockets of each of these users; users who are offline are left out. */
    public Map<UserId, List<OnlineDevice>> online(Collection<UserId> ids) {
        return presence.online(ids);
    }
}
