package dev.tidings.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.database.LocalDatabase;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RememberedUsersTest implements UsersContract {
    @Override
    public Users users() {
        return new RememberedUsers(new InMemoryUsers(), 10);
    }

    @Test
    void whoWasSeenOnceIsKnownWhileTheDatabaseIsAway() {
        Asked store = new Asked();
        Users users = new RememberedUsers(store, 10);
        users.register(List.of(User.of(ALICE, "a", "", 1)));
        store.delegate.register(List.of(User.of(BOB, "b", "", 1)));
        users.existing(List.of(BOB));

        store.away = true;

        assertThat(users.existing(List.of(ALICE, BOB))).containsExactlyInAnyOrder(ALICE, BOB);
        assertThatThrownBy(() -> users.existing(List.of(ALICE, CAROL)))
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void whoDoesNotExistIsAskedForAgain() {
        Asked store = new Asked();
        Users users = new RememberedUsers(store, 10);

        assertThat(users.existing(List.of(ALICE))).isEmpty();
        store.delegate.register(List.of(User.of(ALICE, "a", "", 1)));

        assertThat(users.existing(List.of(ALICE))).containsExactly(ALICE);
    }

    @Test
    void noMoreThanTheGivenNumberIsRemembered() {
        Asked store = new Asked();
        Users users = new RememberedUsers(store, 2);
        users.register(List.of(User.of(ALICE, "", "", 1), User.of(BOB, "", "", 1)));
        users.existing(List.of(ALICE));
        users.register(List.of(User.of(CAROL, "", "", 1)));

        users.existing(List.of(ALICE, CAROL));
        assertThat(store.asked).isZero();
        users.existing(List.of(BOB));

        assertThat(store.asked).isEqualTo(1);
    }

    @Test
    void anUnreachableDatabaseIsUnavailable() {
        try (LocalDatabase nobody = LocalDatabase.unreachable()) {
            Users users = new MySqlUsers(nobody);

            assertThatThrownBy(() -> users.find(List.of(ALICE)))
                    .isInstanceOfSatisfying(
                            ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        }
    }

    /** A store that can be away and counts how often it was asked who exists. */
    private static final class Asked implements Users {
        private final InMemoryUsers delegate = new InMemoryUsers();
        private boolean away;
        private int asked;

        @Override
        public void register(List<User> users) {
            delegate.register(users);
        }

        @Override
        public List<User> find(Collection<UserId> ids) {
            return delegate.find(ids);
        }

        @Override
        public Set<UserId> existing(Collection<UserId> ids) {
            asked++;
            if (away) {
                throw new ImException(ErrorCode.UNAVAILABLE, "away");
            }
            return delegate.existing(ids);
        }

        @Override
        public void update(UserChanges changes) {
            delegate.update(changes);
        }

        @Override
        public dev.tidings.database.Page<User> page(dev.tidings.database.PageRequest request) {
            return delegate.page(request);
        }

        @Override
        public dev.tidings.database.Page<User> ofLevel(
                int level, String keyword, dev.tidings.database.PageRequest request) {
            return delegate.ofLevel(level, keyword, request);
        }

        @Override
        public Registrations registrations(java.time.Instant start, java.time.Instant end) {
            return delegate.registrations(start, end);
        }
    }
}
