package dev.tidings.mailbox;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.ConversationId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Memberships} does. {@link #memberships()} is empty for each test. */
public interface MembershipsContract {
    ConversationId CHAT = ConversationId.single(ALICE, BOB);
    ConversationId NOTES = ConversationId.single(BOB, BOB);

    Memberships memberships();

    @Test
    default void whoJoinsIsAMemberAndHasReadNothing() {
        memberships().join(Map.of(CHAT, List.of(ALICE, BOB)));

        Membership alices = new Membership(ALICE, CHAT, 0, 1, 0, 0);
        assertThat(memberships().find(ALICE, CHAT)).contains(alices);
        assertThat(memberships().of(ALICE)).containsExactly(alices);
        assertThat(memberships().find(CAROL, CHAT)).isEmpty();
        assertThat(memberships().of(CAROL)).isEmpty();
    }

    @Test
    default void joiningAgainKeepsTheReadPosition() {
        memberships().join(Map.of(CHAT, List.of(ALICE)));
        memberships().read(List.of(new ReadMark(ALICE, CHAT, 7)));

        memberships().join(Map.of(CHAT, List.of(ALICE, BOB)));

        assertThat(memberships().find(ALICE, CHAT).map(Membership::readSeq)).contains(7L);
        assertThat(memberships().find(BOB, CHAT).map(Membership::readSeq)).contains(0L);
    }

    @Test
    default void aReadPositionNeverGoesBack() {
        memberships().join(Map.of(CHAT, List.of(ALICE)));

        memberships().read(List.of(new ReadMark(ALICE, CHAT, 7), new ReadMark(ALICE, CHAT, 9)));
        memberships().read(List.of(new ReadMark(ALICE, CHAT, 8)));

        assertThat(memberships().find(ALICE, CHAT).map(Membership::readSeq)).contains(9L);
    }

    @Test
    default void whoIsNotAMemberIsPassedOverAndTheOthersAreNot() {
        memberships().join(Map.of(CHAT, List.of(BOB)));

        memberships().read(List.of(new ReadMark(CAROL, CHAT, 3), new ReadMark(BOB, CHAT, 2)));
        memberships().read(List.of());
        memberships().join(Map.of());

        assertThat(memberships().find(CAROL, CHAT)).isEmpty();
        assertThat(memberships().find(BOB, CHAT).map(Membership::readSeq)).contains(2L);
    }

    @Test
    default void severalPlacesAreFoundAtOnceAndThoseOfOthersAreNot() {
        memberships().join(Map.of(CHAT, List.of(ALICE, BOB), NOTES, List.of(BOB)));

        assertThat(memberships().find(ALICE, List.of(CHAT, NOTES))).containsOnlyKeys(CHAT);
        assertThat(memberships().find(BOB, List.of(CHAT, NOTES)).get(NOTES))
                .isEqualTo(new Membership(BOB, NOTES, 0, 1, 0, 0));
        assertThat(memberships().find(BOB, List.of())).isEmpty();
    }

    @Test
    default void whatOneDeletesIsHiddenFromHimAlone() {
        memberships().join(Map.of(CHAT, List.of(ALICE, BOB), NOTES, List.of(BOB)));

        memberships().hide(BOB, CHAT, List.of(3L, 9L));
        memberships().hide(BOB, CHAT, List.of(3L, 5L));
        memberships().hide(BOB, CHAT, List.of());

        assertThat(memberships().hidden(BOB, Map.of(CHAT, List.of(1L, 3L, 5L), NOTES, List.of(3L))))
                .isEqualTo(Map.of(CHAT, Set.of(3L, 5L)));
        assertThat(memberships().hidden(ALICE, Map.of(CHAT, List.of(3L)))).isEmpty();
        assertThat(memberships().hidden(BOB, Map.of())).isEmpty();
        assertThat(memberships().find(BOB, CHAT)).contains(new Membership(BOB, CHAT, 0, 1, 0, 9));
        assertThat(memberships().find(ALICE, CHAT)).contains(new Membership(ALICE, CHAT, 0, 1, 0, 0));
    }

    @Test
    default void whoeverClearsBeginsBehindItAndHasReadSoFar() {
        memberships().join(Map.of(CHAT, List.of(ALICE, BOB)));
        memberships().read(List.of(new ReadMark(BOB, CHAT, 8)));

        memberships().clear(BOB, Map.of(CHAT, 6L, NOTES, 1L));
        memberships().clear(BOB, Map.of(CHAT, 4L));
        memberships().join(Map.of(CHAT, List.of(BOB)));

        assertThat(memberships().find(BOB, CHAT)).contains(new Membership(BOB, CHAT, 8, 7, 0, 0));
        assertThat(memberships().find(ALICE, CHAT)).contains(new Membership(ALICE, CHAT, 0, 1, 0, 0));
        memberships().clear(BOB, Map.of(CHAT, 10L));
        assertThat(memberships().find(BOB, CHAT)).contains(new Membership(BOB, CHAT, 10, 11, 0, 0));
        assertThat(memberships().find(BOB, NOTES)).isEmpty();
    }
}
