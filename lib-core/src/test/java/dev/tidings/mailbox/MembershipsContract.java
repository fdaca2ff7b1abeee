package dev.tidings.mailbox;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static dev.tidings.message.TestMessages.CAROL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.ConversationId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Memberships} does. {@link #memberships()} is empty for each test. */
public interface MembershipsContract {
    ConversationId CHAT = ConversationId.single(ALICE, BOB);

    Memberships memberships();

    @Test
    default void whoJoinsIsAMemberAndHasReadNothing() {
        memberships().join(Map.of(CHAT, List.of(ALICE, BOB)));

        Membership alices = new Membership(ALICE, CHAT, 0, 1, 0);
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
}
