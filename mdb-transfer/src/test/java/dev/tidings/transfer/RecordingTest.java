package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.conversation.Conversation;
import dev.tidings.conversation.InMemoryConversations;
import dev.tidings.history.InMemoryHistory;
import dev.tidings.message.ConversationId;
import dev.tidings.message.Message;
import dev.tidings.message.MessageId;
import dev.tidings.message.Option;
import dev.tidings.message.Options;
import dev.tidings.message.TestMessages;
import dev.tidings.message.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static final UserId ALICE = TestMessages.ALICE;
    private static final UserId BOB = TestMessages.BOB;

    private final InMemoryHistory history = new InMemoryHistory();
    private final List<Collection<Conversation>> ensured = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private final Recording recording = new Recording(
            history,
            new InMemoryConversations() {
                @Override
                public synchronized void ensure(Collection<Conversation> rows) {
                    ensured.add(rows);
                }
            },
            (queue, batch, reason) -> dead.add(queue + ": " + reason));

    private static Message text(String text, Options options) {
        return TestMessages.text(ALICE, BOB, text, options);
    }

    @Test
    void aBatchIsInTheFullHistoryHoweverOftenItComes() {
        Message message = text("a", Options.ALL_ON);

        recording.record(List.of(message));
        recording.record(List.of(message));

        assertThat(history.present(List.of(message.id()))).containsExactly(message.id());
        assertThat(dead).isEmpty();
    }

    @Test
    void whatIsNotPersistentIsNotRecorded() {
        Message typing = text("typing", Options.without(Option.HISTORY, Option.PERSISTENT));

        recording.record(List.of(typing));

        assertThat(history.byId(typing.id())).isEmpty();
        assertThat(ensured).isEmpty();
    }

    @Test
    void whatIsPersistentWithoutBeingKeptIsRecordedAndMakesNoConversation() {
        Message message = text("a", Options.without(Option.HISTORY));

        recording.record(List.of(message));

        assertThat(history.byId(message.id())).isPresent();
        assertThat(ensured).isEmpty();
    }

    @Test
    void theFirstMessageOfAConversationMakesARowForEachParticipant() {
        recording.record(List.of(text("a", Options.ALL_ON), text("b", Options.ALL_ON)));
        recording.record(List.of(text("c", Options.ALL_ON)));

        assertThat(ensured).hasSize(1);
        assertThat(ensured.get(0))
                .containsExactlyInAnyOrder(Conversation.single(ALICE, BOB), Conversation.single(BOB, ALICE));
    }

    @Test
    void whatTheDatabaseDoesNotTakeIsADeadLetterAndTheOthersAreRecorded() {
        Logger quiet = Logger.getLogger(Recording.class.getName());
        quiet.setLevel(Level.OFF);
        Message good = text("a", Options.ALL_ON);
        Message bad = new Message(
                new MessageId("x".repeat(40)),
                ConversationId.single(ALICE, BOB),
                ALICE,
                List.of(BOB),
                good.contentType(),
                good.options(),
                1,
                "op",
                good.body());

        recording.record(List.of(bad, good));
        quiet.setLevel(null);

        assertThat(history.byId(good.id())).isPresent();
        assertThat(dead).containsExactly(HistoryListener.QUEUE + ": the id is too long");
    }
}
