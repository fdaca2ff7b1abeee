package dev.tidings.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Conversations} does. */
public interface ConversationsContract {
    UserId ALICE = new UserId("alice");
    UserId BOB = new UserId("bob");
    UserId CAROL = new UserId("carol");
    Conversation WITH_BOB = Conversation.single(ALICE, BOB);
    Conversation WITH_CAROL = Conversation.single(ALICE, CAROL);

    /** Empty. */
    Conversations conversations();

    @Test
    default void aNewConversationIsThereForItsOwnerOnly() {
        Conversations conversations = conversations();

        conversations.ensure(List.of(WITH_BOB));

        assertThat(conversations.all(ALICE)).containsExactly(WITH_BOB);
        assertThat(conversations.all(BOB)).isEmpty();
        assertThat(conversations.get(ALICE, List.of(WITH_BOB.id(), WITH_CAROL.id())))
                .containsExactly(WITH_BOB);
    }

    @Test
    default void ensuringAgainChangesNothing() {
        Conversations conversations = conversations();
        conversations.ensure(List.of(WITH_BOB));
        Conversation pinned = conversations.set(ALICE, WITH_BOB.id(), ConversationChanges.NONE.withPinned(true));
        long version = conversations.changesSince(ALICE, "", 0).version();

        conversations.ensure(List.of(WITH_BOB, WITH_BOB));

        assertThat(conversations.all(ALICE)).containsExactly(pinned);
        assertThat(conversations.changesSince(ALICE, "", 0).version()).isEqualTo(version);
    }

    @Test
    default void everyFieldIsKept() {
        Conversations conversations = conversations();
        Conversation full = new Conversation(
                ALICE,
                new ConversationId("sg_g1"),
                3,
                "",
                "g1",
                2,
                true,
                "附件",
                true,
                4,
                "{\"扩展\":\"🙂\"}",
                30,
                5,
                900,
                86_400,
                1_700_000_000_000L,
                true);

        conversations.ensure(List.of(full));

        assertThat(conversations.get(ALICE, List.of(full.id()))).containsExactly(full);
    }

    @Test
    default void aChangeLeavesWhatItDoesNotName() {
        Conversations conversations = conversations();
        conversations.ensure(List.of(WITH_BOB, WITH_CAROL));

        conversations.set(ALICE, WITH_BOB.id(), ConversationChanges.NONE.withPinned(true));
        Conversation changed = conversations.set(ALICE, WITH_BOB.id(), ConversationChanges.NONE.withRecvMsgOpt(2));

        assertThat(changed.pinned()).isTrue();
        assertThat(changed.recvMsgOpt()).isEqualTo(2);
        assertThat(conversations.all(ALICE)).containsExactly(changed, WITH_CAROL);
        assertThat(conversations.pinned(ALICE)).containsExactly(WITH_BOB.id());
        assertThat(conversations.notNotifying(ALICE)).containsExactly(WITH_BOB.id());
    }

    @Test
    default void whoDoesNotWantToBeNotifiedOfAConversationIsKnownByIt() {
        Conversations conversations = conversations();
        conversations.ensure(List.of(WITH_BOB, WITH_CAROL, Conversation.single(BOB, ALICE)));
        conversations.set(ALICE, WITH_BOB.id(), ConversationChanges.NONE.withRecvMsgOpt(2));

        assertThat(conversations.notNotified(WITH_BOB.id(), List.of(ALICE, BOB)))
                .containsExactly(ALICE);
        assertThat(conversations.notNotified(WITH_BOB.id(), List.of(BOB))).isEmpty();
        assertThat(conversations.notNotified(WITH_CAROL.id(), List.of(ALICE, CAROL)))
                .isEmpty();
        assertThat(conversations.notNotified(WITH_BOB.id(), List.of())).isEmpty();
    }

    @Test
    default void aChangeToWhatIsNotThereOrToWhatHasNoMeaningIsRefused() {
        Conversations conversations = conversations();
        conversations.ensure(List.of(WITH_BOB));

        assertFails(
                ErrorCode.RECORD_NOT_FOUND,
                () -> conversations.set(ALICE, WITH_CAROL.id(), ConversationChanges.NONE.withPinned(true)));
        assertFails(
                ErrorCode.ARGS,
                () -> conversations.set(ALICE, WITH_BOB.id(), ConversationChanges.NONE.withRecvMsgOpt(3)));

        assertThat(conversations.all(ALICE)).containsExactly(WITH_BOB);
    }

    @Test
    default void pagesAndIdsAreInTheOrderOfTheIds() {
        Conversations conversations = conversations();
        conversations.ensure(List.of(WITH_CAROL, WITH_BOB));

        assertThat(conversations.ids(ALICE)).containsExactly(WITH_BOB.id(), WITH_CAROL.id());
        assertThat(conversations.page(ALICE, new PageRequest(1, 1)).items()).containsExactly(WITH_BOB);
        assertThat(conversations.page(ALICE, new PageRequest(2, 1)).items()).containsExactly(WITH_CAROL);
        assertThat(conversations.page(ALICE, new PageRequest(2, 1)).total()).isEqualTo(2);
    }

    @Test
    default void aClientWithoutAVersionFetchesEverythingOnceAndThenNothing() {
        Conversations conversations = conversations();

        ConversationSync first = conversations.changesSince(ALICE, "", 0);
        ConversationSync second = conversations.changesSince(ALICE, first.versionId(), first.version());

        assertThat(first.full()).isTrue();
        assertThat(first.versionId()).matches("[0-9a-f]{24}");
        assertThat(first.version()).isPositive();
        assertThat(second)
                .isEqualTo(new ConversationSync(first.versionId(), first.version(), false, List.of(), List.of()));
    }

    @Test
    default void aClientGetsWhatCameAndWhatChangedSinceItsVersion() {
        Conversations conversations = conversations();
        conversations.ensure(List.of(WITH_BOB));
        ConversationSync first = conversations.changesSince(ALICE, "", 0);

        conversations.ensure(List.of(WITH_CAROL));
        Conversation carol = conversations.set(ALICE, WITH_CAROL.id(), ConversationChanges.NONE.withPinned(true));
        Conversation bob = conversations.set(ALICE, WITH_BOB.id(), ConversationChanges.NONE.withMinSeq(7));
        conversations.ensure(List.of(Conversation.single(BOB, CAROL)));
        ConversationSync next = conversations.changesSince(ALICE, first.versionId(), first.version());

        assertThat(next.full()).isFalse();
        assertThat(next.versionId()).isEqualTo(first.versionId());
        assertThat(next.version()).isGreaterThan(first.version());
        assertThat(next.inserted()).containsExactly(carol);
        assertThat(next.updated()).containsExactly(bob);
    }

    @Test
    default void aVersionOfAnotherOwnerOrFromTheFutureLeadsToAFullSync() {
        Conversations conversations = conversations();
        conversations.ensure(List.of(WITH_BOB, Conversation.single(BOB, ALICE)));
        ConversationSync alice = conversations.changesSince(ALICE, "", 0);
        ConversationSync bob = conversations.changesSince(BOB, "", 0);

        assertThat(alice.versionId()).isNotEqualTo(bob.versionId());
        assertThat(conversations.changesSince(ALICE, bob.versionId(), 1).full()).isTrue();
        assertThat(conversations
                        .changesSince(ALICE, alice.versionId(), alice.version() + 1)
                        .full())
                .isTrue();
    }

    @Test
    default void tooManyChangesLeadToAFullSync() {
        Conversations conversations = conversations();
        ConversationSync first = conversations.changesSince(ALICE, "", 0);
        List<Conversation> many = IntStream.range(0, Conversations.CHANGES_MAX + 1)
                .mapToObj(i -> Conversation.single(ALICE, new UserId("peer" + i)))
                .toList();

        conversations.ensure(many.subList(0, Conversations.CHANGES_MAX));
        ConversationSync most = conversations.changesSince(ALICE, first.versionId(), first.version());
        conversations.ensure(many);
        ConversationSync tooMany = conversations.changesSince(ALICE, first.versionId(), first.version());

        assertThat(most.inserted()).hasSize(Conversations.CHANGES_MAX);
        assertThat(tooMany.full()).isTrue();
        assertThat(tooMany.inserted()).isEmpty();
        assertThat(conversations.all(ALICE)).hasSize(Conversations.CHANGES_MAX + 1);
    }

    @Test
    default void theFullIdsAreLeftOutWhenTheClientHasThem() {
        Conversations conversations = conversations();
        assertThat(conversations.fullIds(ALICE, BigInteger.ZERO).equal()).isTrue();
        conversations.ensure(List.of(WITH_BOB, WITH_CAROL));

        FullIds fresh = conversations.fullIds(ALICE, BigInteger.ZERO);
        FullIds known = conversations.fullIds(ALICE, fresh.idHash());

        assertThat(fresh.equal()).isFalse();
        assertThat(fresh.ids()).containsExactly("si_alice_bob", "si_alice_carol");
        assertThat(fresh.versionId())
                .isEqualTo(conversations.changesSince(ALICE, "", 0).versionId());
        assertThat(known.equal()).isTrue();
        assertThat(known.ids()).isEmpty();
    }

    /** What a client has that asks over and over while others write must be what the server has in the end. */
    @Test
    default void aClientThatSyncsDuringConcurrentChangesMissesNothing() throws Exception {
        Conversations conversations = conversations();
        ConversationSync sync = conversations.changesSince(ALICE, "", 0);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int w = writer;
            work.add(() -> {
                for (int i = 0; i < 15; i++) {
                    Conversation c = Conversation.single(ALICE, new UserId("w" + (i + w) % 17));
                    conversations.ensure(List.of(c, Conversation.single(new UserId("w" + (i + w) % 17), ALICE)));
                    conversations.set(ALICE, c.id(), ConversationChanges.NONE.withMinSeq(w * 100L + i));
                }
                return w;
            });
        }
        List<Future<Integer>> done = work.stream().map(writers::submit).toList();

        java.util.Map<ConversationId, Conversation> client =
                new java.util.TreeMap<>(java.util.Comparator.comparing(ConversationId::value));
        boolean last = false;
        while (true) {
            sync = conversations.changesSince(ALICE, sync.versionId(), sync.version());
            assertThat(sync.full()).isFalse();
            sync.inserted().forEach(c -> client.put(c.id(), c));
            sync.updated().forEach(c -> client.put(c.id(), c));
            if (last) {
                break;
            }
            last = done.stream().allMatch(Future::isDone);
        }
        for (Future<Integer> each : done) {
            each.get();
        }
        writers.shutdown();

        assertThat(client.values()).containsExactlyElementsOf(conversations.all(ALICE));
        assertThat(client).hasSize(17);
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ImException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
