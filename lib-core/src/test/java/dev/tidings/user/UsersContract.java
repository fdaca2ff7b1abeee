package dev.tidings.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Users} does. */
public interface UsersContract {
    UserId ALICE = new UserId("alice");
    UserId BOB = new UserId("bob");
    UserId CAROL = new UserId("卡罗尔");

    /** Empty. */
    Users users();

    private static User user(UserId id) {
        return User.of(id, "nick of " + id, "https://faces/" + id, 1_700_000_000_000L);
    }

    @Test
    default void whatWasRegisteredIsFoundInTheOrderAskedFor() {
        Users users = users();

        users.register(List.of(user(ALICE), user(CAROL)));

        assertThat(users.find(List.of(CAROL, BOB, ALICE, CAROL))).containsExactly(user(CAROL), user(ALICE));
        assertThat(users.existing(List.of(BOB, ALICE))).containsExactly(ALICE);
    }

    @Test
    default void anUpperCaseIdIsAnotherUser() {
        Users users = users();

        users.register(List.of(user(ALICE), user(new UserId("Alice"))));

        assertThat(users.find(List.of(new UserId("Alice"), new UserId("ALICE"))))
                .containsExactly(user(new UserId("Alice")));
    }

    @Test
    default void ifOneIsRegisteredAlreadyNobodyIs() {
        Users users = users();
        users.register(List.of(user(ALICE)));

        assertFails(ErrorCode.REGISTERED_ALREADY, () -> users.register(List.of(user(BOB), user(ALICE), user(CAROL))));

        assertThat(users.existing(List.of(ALICE, BOB, CAROL))).containsExactly(ALICE);
    }

    @Test
    default void aListThatNamesAUserTwiceIsRefused() {
        Users users = users();

        assertFails(ErrorCode.ARGS, () -> users.register(List.of(user(BOB), user(ALICE), user(BOB))));
        assertFails(ErrorCode.ARGS, () -> users.register(List.of()));

        assertThat(users.existing(List.of(ALICE, BOB))).isEmpty();
    }

    @Test
    default void moreThanAChunkIsRegisteredAndFound() {
        Users users = users();
        List<User> many = IntStream.range(0, 1201)
                .mapToObj(i -> user(new UserId("u" + i)))
                .toList();

        users.register(many);

        assertThat(users.find(many.stream().map(User::id).toList())).isEqualTo(many);
        assertThat(users.existing(many.stream().map(User::id).toList())).hasSize(1201);
    }

    @Test
    default void anUpdateLeavesWhatItDoesNotName() {
        Users users = users();
        users.register(List.of(user(ALICE)));

        users.update(new UserChanges(ALICE, "艾丽斯 🙂", null, null, 2));
        users.update(new UserChanges(ALICE, null, null, "{\"vip\":true}", null));

        assertThat(users.find(List.of(ALICE)))
                .containsExactly(
                        new User(ALICE, "艾丽斯 🙂", "https://faces/alice", "{\"vip\":true}", 1_700_000_000_000L, 0, 2));
    }

    @Test
    default void anUpdateOfNobodyOrWithATooLongNameIsRefused() {
        Users users = users();
        users.register(List.of(user(ALICE)));

        assertFails(ErrorCode.USER_ID_NOT_FOUND, () -> users.update(new UserChanges(BOB, "b", null, null, null)));
        assertFails(ErrorCode.ARGS, () -> users.update(new UserChanges(ALICE, "x".repeat(256), null, null, null)));

        assertThat(users.find(List.of(ALICE))).containsExactly(user(ALICE));
    }

    @Test
    default void aFieldOfTheGreatestLengthIsKeptWhole() {
        Users users = users();
        User full = new User(ALICE, "🙂".repeat(255), "f".repeat(1024), "卡".repeat(4096), 1_700_000_000_000L, 0, 0);

        users.register(List.of(full));

        assertThat(users.find(List.of(ALICE))).containsExactly(full);
    }

    @Test
    default void pagesFollowTheTimeOfRegistration() {
        Users users = users();
        users.register(List.of(User.of(CAROL, "c", "", 30), User.of(ALICE, "a", "", 20), User.of(BOB, "b", "", 10)));

        assertThat(users.page(new PageRequest(1, 2)).items())
                .extracting(User::id)
                .containsExactly(BOB, ALICE);
        assertThat(users.page(new PageRequest(2, 2)).items())
                .extracting(User::id)
                .containsExactly(CAROL);
        assertThat(users.page(new PageRequest(3, 2)).items()).isEmpty();
        assertThat(users.page(new PageRequest(3, 2)).total()).isEqualTo(3);
    }

    @Test
    default void registrationsAreCountedByDayInUtc() {
        Users users = users();
        users.register(List.of(
                User.of(
                        new UserId("early"),
                        "",
                        "",
                        Instant.parse("2025-12-31T23:59:59.999Z").toEpochMilli()),
                User.of(ALICE, "", "", Instant.parse("2026-01-01T00:00:00Z").toEpochMilli()),
                User.of(BOB, "", "", Instant.parse("2026-01-01T23:59:59Z").toEpochMilli()),
                User.of(CAROL, "", "", Instant.parse("2026-01-03T12:00:00Z").toEpochMilli()),
                User.of(
                        new UserId("late"),
                        "",
                        "",
                        Instant.parse("2026-01-04T00:00:00Z").toEpochMilli())));

        Registrations counted =
                users.registrations(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-04T00:00:00Z"));

        assertThat(counted.total()).isEqualTo(5);
        assertThat(counted.before()).isEqualTo(1);
        assertThat(counted.perDay())
                .isEqualTo(Map.of(LocalDate.parse("2026-01-01"), 2L, LocalDate.parse("2026-01-03"), 1L));
        assertFails(ErrorCode.ARGS, () -> users.registrations(Instant.ofEpochMilli(1), Instant.ofEpochMilli(0)));
    }

    @Test
    default void accountsOfALevelAreFoundByIdOrPartOfTheirName() {
        Users users = users();
        users.register(List.of(
                new User(ALICE, "The news", "", "", 2, 3, 0),
                new User(BOB, "100% news", "", "", 1, 3, 0),
                new User(CAROL, "The news", "", "", 3, 0, 0)));

        assertThat(users.ofLevel(3, "", new PageRequest(1, 10)).items())
                .extracting(User::id)
                .containsExactly(BOB, ALICE);
        assertThat(users.ofLevel(3, "0%", new PageRequest(1, 10)).items())
                .extracting(User::id)
                .containsExactly(BOB);
        assertThat(users.ofLevel(3, "alice", new PageRequest(1, 10)).items())
                .extracting(User::id)
                .containsExactly(ALICE);
        Page<User> second = users.ofLevel(3, "news", new PageRequest(2, 1));
        assertThat(second.total()).isEqualTo(2);
        assertThat(second.items()).extracting(User::id).containsExactly(ALICE);
        assertThat(users.ofLevel(4, "", new PageRequest(1, 10)).total()).isZero();
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
