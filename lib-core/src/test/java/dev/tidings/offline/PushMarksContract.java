package dev.tidings.offline;

import static dev.tidings.message.TestMessages.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.message.MessageId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What any store of marks does. */
interface PushMarksContract {
    PushMarks marks();

    private static PushMark mark() {
        return new PushMark(MessageId.of(ALICE, UUID.randomUUID().toString()), "fcm:1");
    }

    @Test
    default void aMarkIsGivenToOneCallerOnly() {
        PushMarks marks = marks();
        PushMark first = mark();
        PushMark second = mark();

        assertThat(marks.claim(List.of(first))).containsExactly(first);
        assertThat(marks.claim(List.of(first, second))).containsExactly(second);
        assertThat(marks.claim(List.of(first, second))).isEmpty();
    }

    @Test
    default void aMarkIsForOneDeviceAndOneMessage() {
        PushMarks marks = marks();
        PushMark mark = mark();
        marks.claim(List.of(mark));

        PushMark otherDevice = new PushMark(mark.message(), "fcm:2");
        PushMark otherMessage = mark();

        assertThat(marks.claim(List.of(otherDevice, otherMessage)))
                .containsExactlyInAnyOrder(otherDevice, otherMessage);
    }

    @Test
    default void aMarkThatWasReleasedIsFreeAgain() {
        PushMarks marks = marks();
        PushMark mark = mark();
        marks.claim(List.of(mark));

        marks.release(List.of(mark));

        assertThat(marks.claim(List.of(mark))).containsExactly(mark);
    }

    @Test
    default void nothingIsClaimedAndReleasedWithoutHarm() {
        PushMarks marks = marks();

        marks.release(List.of());

        assertThat(marks.claim(List.of())).isEmpty();
    }
}
