package dev.tidings.checker;

import static dev.tidings.checker.Story.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CheckerTest {

    private static void keeps(Story story, Invariant... shown) {
        Report report = story.judged();

        assertThat(report.holds()).as(report.text()).isTrue();
        for (Invariant invariant : shown) {
            assertThat(report.of(invariant).judged())
                    .as(invariant + "\n" + story.text())
                    .isPositive();
        }
    }

    /** Exactly these are broken, and the first example of the first says so in these words. */
    private static void breaks(Story story, String words, Invariant... broken) {
        Report report = story.judged();

        Set<Invariant> found = Arrays.stream(Invariant.values())
                .filter(it -> report.of(it).broken() > 0)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Invariant.class)));
        assertThat(found).as(report.text()).containsExactlyInAnyOrder(broken);
        assertThat(report.of(broken[0]).examples()).first().isEqualTo(words);
    }

    @Test
    void anOrdinaryConversationKeepsEverything() {
        Story story = new Story()
                .connected("ann")
                .connected("ben")
                .acked("ann", "m1")
                .everywhere("ann", "m1", 1)
                .acked("ann", "m2")
                .everywhere("ann", "m2", 2)
                .tiersHave("m1", "m2");

        keeps(
                story,
                Invariant.NO_ACKED_LOSS,
                Invariant.NO_PHANTOM,
                Invariant.EXACTLY_ONCE,
                Invariant.GAP_FREE,
                Invariant.STABLE_CELL,
                Invariant.REAL_TIME_ORDER,
                Invariant.SAME_ORDER,
                Invariant.PUSH_IS_PULL,
                Invariant.CONVERGENCE,
                Invariant.TIER_EQUALITY,
                Invariant.AUTHZ,
                Invariant.BOUNDED);
    }

    @Nested
    class NoAckedLoss {
        @Test
        void anUnknownSendMayBeThereOrNot() {
            keeps(new Story().send("ann", "m1").answered("ann", "m1", "UNKNOWN").tiersHave());
            keeps(new Story().send("ann", "m1").answered("ann", "m1", "UNKNOWN").tiersHave("m1"));
        }

        @Test
        void anAckedMessageThatIsNowhereIsLost() {
            Story story = new Story().acked("ann", "m1").tiersHave();

            breaks(
                    story,
                    "ann's m1 (line 1) was acked (line 2), but is not in ann's mailbox, which was read up to 0 (line 4)",
                    Invariant.NO_ACKED_LOSS);
            assertThat(story.judged().of(Invariant.NO_ACKED_LOSS).broken()).isEqualTo(4);
        }

        @Test
        void theReceiversMailboxCounts() {
            Story story = new Story().acked("ann", "m1").mailboxEnds("ben", 0);

            breaks(
                    story,
                    "ann's m1 (line 1) was acked (line 2), but is not in ben's mailbox, which was read up to 0 (line 3)",
                    Invariant.NO_ACKED_LOSS);
        }

        @Test
        void theOriginalBodyOutOfAMailboxAfterTheRevokeIsFound() {
            Story story = new Story()
                    .acked("ann", "m1")
                    .line("'event':'REVOKE','user':'ann','clientMsgID':'m1','crc':1")
                    .line("'event':'REVOKE_END','user':'ann','clientMsgID':'m1','crc':1");

            breaks(
                    story.outOfMailbox("ben", "ben", 1, "m1", 1),
                    "ann's m1 (line 1) was revoked (line 4), and ben's mailbox still served its original body to who asked"
                            + " afterwards (line 5)",
                    Invariant.REVOKE_FINAL);
        }

        @Test
        void theFullHistoryCounts() {
            breaks(
                    new Story().acked("ann", "m1").historyEnds(),
                    "ann's m1 (line 1) was acked (line 2), but is not in the full history (read up to line 3)",
                    Invariant.NO_ACKED_LOSS);
        }

        @Test
        void whatIsSwitchedOffIsNotOwed() {
            keeps(new Story()
                    .send("ann", "m1", ",'off':'history persistent'")
                    .answered("ann", "m1", "OK")
                    .tiersHave());
        }

        @Test
        void whatWasNotReadToTheEndIsNotMissed() {
            keeps(new Story().acked("ann", "m1"));
        }
    }

    @Nested
    class NoPhantom {
        @Test
        void whatNobodySentIsAPhantom() {
            breaks(
                    new Story().came("PUSHED", "ben", "ann", "m1", 1),
                    "ann's m1 (line 1) was seen, but nobody sent it",
                    Invariant.NO_PHANTOM);
        }

        @Test
        void whatWasDefinitelyRefusedIsAPhantom() {
            breaks(
                    new Story()
                            .send("ann", "m1")
                            .answered("ann", "m1", "FAILED")
                            .came("PUSHED", "ben", "ann", "m1", 1),
                    "ann's m1 (line 3) was seen, although every attempt to send it definitely failed (first on line 1)",
                    Invariant.NO_PHANTOM);
        }

        @Test
        void anotherBodyIsAPhantom() {
            breaks(
                    new Story().acked("ann", "m1").came("PUSHED", "ben", "ann", "m1", 1, 99),
                    "ann's m1 (line 3) was seen with another body than it was sent with (line 1)",
                    Invariant.NO_PHANTOM);
        }

        @Test
        void whatTheServerTellsByItselfIsNone() {
            keeps(
                    new Story()
                            .line(
                                    "'event':'TRANSIENT','client':'ben-web','user':'ben','conversation':'n_ann_ben','clientMsgID':'r1','sender':'ann','crc':1"));
            breaks(
                    new Story()
                            .line(
                                    "'event':'TRANSIENT','client':'ben-web','user':'ben','conversation':'si_ann_ben','clientMsgID':'t1','sender':'ann','crc':1"),
                    "ann's t1 (line 1) was seen, but nobody sent it",
                    Invariant.NO_PHANTOM);
        }

        @Test
        void aRefusalAndThenARetryIsNone() {
            keeps(new Story()
                    .send("ann", "m1")
                    .answered("ann", "m1", "FAILED")
                    .acked("ann", "m1")
                    .came("PUSHED", "ben", "ann", "m1", 1));
        }
    }

    @Nested
    class ExactlyOnce {
        @Test
        void twoPlacesInAConversationAreOneTooMany() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .inConversation("ann", "ann", "m1", 1)
                            .inConversation("ann", "ann", "m1", 2),
                    "ann's m1 (line 1) is at 1 of si_ann_ben, and at 2 of si_ann_ben (line 4)",
                    Invariant.EXACTLY_ONCE);
        }

        @Test
        void twoEntriesInAMailboxAreOneTooMany() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .inMailbox("ben", 1, "ann", "m1", 1)
                            .inMailbox("ben", 2, "ann", "m1", 1),
                    "ann's m1 (line 1) is at 1 and at 2 (line 4) of ben's mailbox",
                    Invariant.EXACTLY_ONCE);
        }

        @Test
        void twoRowsAreOneTooMany() {
            breaks(
                    new Story().acked("ann", "m1").row("ann", "m1").row("ann", "m1"),
                    "ann's m1 (line 1) is in the full history twice (line 4)",
                    Invariant.EXACTLY_ONCE);
        }

        @Test
        void twoIdsAreOneTooMany() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .line(
                                    "'event':'SENT','client':'ann-web','user':'ann','clientMsgID':'m1','outcome':'OK','serverMsgID':'other'"),
                    "ann's m1 (line 1) has two serverMsgIDs: line 3 names another than before",
                    Invariant.EXACTLY_ONCE);
        }

        @Test
        void twoDeliveriesAreOneTooMany() {
            breaks(
                    new Story().acked("ann", "m1").everywhere("ann", "m1", 1).came("DELIVERED", "ben", "ann", "m1", 1),
                    "ben-web was given ann's m1 (line 1) twice, again on line 7",
                    Invariant.EXACTLY_ONCE);
        }
    }

    @Nested
    class GapFree {
        @Test
        void aHoleInAConversationIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ann", "m2")
                            .inConversation("ann", "ann", "m1", 1)
                            .inConversation("ann", "ann", "m2", 3)
                            .conversationEnds("ann", 3),
                    "si_ann_ben has nothing at 2, but ann's m2 (line 6) at 3 (line 6)",
                    Invariant.GAP_FREE);
        }

        @Test
        void aHoleInAMailboxIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .inMailbox("ben", 4, "ann", "m1", 1)
                            .mailboxEnds("ben", 4),
                    "ben's mailbox has nothing at 1 to 3, but ann's m1 (line 3) at 4 (line 3)",
                    Invariant.GAP_FREE);
        }

        @Test
        void aNewestWithoutAnEntryIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .inConversation("ann", "ann", "m1", 1)
                            .conversationEnds("ann", 2),
                    "the newest of si_ann_ben is 2 (line 4), but it ends before 2",
                    Invariant.GAP_FREE);
        }

        @Test
        void twoEntriesAtOneSeqAreFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ann", "m2")
                            .inConversation("ann", "ann", "m1", 1)
                            .inConversation("ann", "ann", "m2", 1),
                    "si_ann_ben has two entries at 1 (line 6: ann's m2 (line 6))",
                    Invariant.GAP_FREE,
                    Invariant.STABLE_CELL);
        }

        @Test
        void aSeriesMayBeginWhereTheServerSaysSo() {
            keeps(
                    new Story()
                            .acked("ann", "m9")
                            .line(
                                    "'event':'TIER_BEGIN','client':'reader','tier':'conversation','user':'ann','conversation':'"
                                            + CHAT + "','seq':9")
                            .inConversation("ann", "ann", "m9", 9)
                            .conversationEnds("ann", 9),
                    Invariant.GAP_FREE);
        }
    }

    @Nested
    class StableCell {
        @Test
        void aSeqThatChangesItsMessageIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ann", "m2")
                            .came("PUSHED", "ann", "ann", "m1", 1)
                            .came("PUSHED", "ben", "ann", "m2", 1),
                    "seq 1 of si_ann_ben was ann's m1 (line 1), and is ann's m2 (line 6) on line 6, pushed",
                    Invariant.STABLE_CELL);
        }

        @Test
        void aMailboxSeqThatIsAnotherMessageForWhoPullsLaterIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ann", "m2")
                            .outOfMailbox("ben", "ben", 1, "m1", 1)
                            .outOfMailbox("ben", "ben", 1, "m2", 2),
                    "seq 1 of ben's mailbox was ann's m1 (line 1), and is ann's m2 (line 6) on line 6, pulled",
                    Invariant.STABLE_CELL);
        }

        @Test
        void aMailboxSeqThatChangesItsMessageIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ann", "m2")
                            .inMailbox("ben", 1, "ann", "m1", 1)
                            .line("'event':'TIER_BEGIN','client':'reader','tier':'mailbox','owner':'ben','seq':1")
                            .inMailbox("ben", 1, "ann", "m2", 2),
                    "seq 1 of ben's mailbox was ann's m1 (line 1), and is ann's m2 (line 7) on line 7, pulled",
                    Invariant.STABLE_CELL);
        }
    }

    @Nested
    class MonotoneMax {
        private static Story newest(Story story, String client, long seq, long since) {
            return story.line("'event':'NEWEST','client':'" + client + "','conversation':'" + CHAT + "','seq':" + seq
                    + ",'since':" + since);
        }

        @Test
        void aNewestThatGoesBackIsFound() {
            Story story = newest(new Story().after(10), "ann-web", 7, 5_000_000);
            newest(story, "ben-web", 6, story.now() + 500_000);

            breaks(
                    story,
                    "the newest of si_ann_ben was 7 (line 1, ann-web), and 6 for ben-web, who asked afterwards (line 2)",
                    Invariant.MONOTONE_MAX);
        }

        @Test
        void anAnswerToAnEarlierQuestionMayBeLower() {
            Story story = newest(new Story().after(10), "ann-web", 7, 5_000_000);

            keeps(newest(story, "ben-web", 6, 4_000_000), Invariant.MONOTONE_MAX);
        }

        @Test
        void aSeqThatCannotBePulledIsFound() {
            breaks(
                    new Story()
                            .line("'event':'HOLE','client':'ben-web','user':'ben','conversation':'" + CHAT
                                    + "','seq':3"),
                    "ben-web was told that si_ann_ben goes beyond 3, and could not pull it (line 1)",
                    Invariant.MONOTONE_MAX);
        }

        @Test
        void aMailboxSeqThatCannotBePulledIsFound() {
            breaks(
                    new Story().line("'event':'HOLE','client':'ben-mailbox','user':'ben','owner':'ben','seq':3"),
                    "ben-mailbox was told that ben's mailbox goes beyond 3, and could not pull it (line 1)",
                    Invariant.MONOTONE_MAX);
        }

        @Test
        void aPlaceholderInsteadOfAMessageIsFound() {
            breaks(
                    new Story()
                            .line("'event':'PULLED','client':'ben-web','user':'ben','conversation':'" + CHAT
                                    + "','seq':3"),
                    "ben-web was told that si_ann_ben goes beyond 3, and could not pull it (line 1)",
                    Invariant.MONOTONE_MAX);
        }
    }

    @Nested
    class RealTimeOrder {
        @Test
        void whatWasAckedFirstComesFirst() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ben", "m2")
                            .inConversation("ann", "ben", "m2", 1)
                            .inConversation("ann", "ann", "m1", 2),
                    "ann's m1 (line 1) was acked (line 2) before ben's m2 (line 3) was sent, but comes after it in"
                            + " si_ann_ben, at 2",
                    Invariant.REAL_TIME_ORDER);
        }

        @Test
        void whatWasSentAtTheSameTimeMayComeInAnyOrder() {
            keeps(
                    new Story()
                            .send("ann", "m1")
                            .send("ben", "m2")
                            .answered("ann", "m1", "OK")
                            .answered("ben", "m2", "OK")
                            .inConversation("ann", "ben", "m2", 1)
                            .inConversation("ann", "ann", "m1", 2),
                    Invariant.REAL_TIME_ORDER);
        }

        @Test
        void aConnectionsOrderIsKept() {
            breaks(
                    new Story()
                            .connected("ann")
                            .send("ann", "m1")
                            .send("ann", "m2")
                            .answered("ann", "m2", "OK")
                            .answered("ann", "m1", "OK")
                            .line("'event':'CLOSED','client':'ann-web','user':'ann'")
                            .inConversation("ann", "ann", "m2", 1)
                            .inConversation("ann", "ann", "m1", 2),
                    "ann's m1 (line 2) was sent before ann's m2 (line 3) on the same connection, but comes after it in"
                            + " si_ann_ben, at 2",
                    Invariant.REAL_TIME_ORDER);
        }
    }

    @Nested
    class SameOrder {
        @Test
        void twoDevicesThatSeeTwoOrdersAreFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ann", "m2")
                            .came("PUSHED", "ann", "ann", "m1", 1)
                            .came("DELIVERED", "ann", "ann", "m1", 1)
                            .came("PUSHED", "ann", "ann", "m2", 2)
                            .came("DELIVERED", "ann", "ann", "m2", 2)
                            .came("DELIVERED", "ben", "ann", "m2", 1)
                            .came("DELIVERED", "ben", "ann", "m1", 2),
                    "ben-web was given ann's m1 (line 1) (line 10) after ann's m2 (line 3); for others in si_ann_ben it"
                            + " comes before",
                    Invariant.SAME_ORDER);
        }
    }

    @Nested
    class PushIsPull {
        @Test
        void anotherMessageUnderThePushedSeqIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .acked("ann", "m2")
                            .came("PUSHED", "ben", "ann", "m1", 1)
                            .came("PULLED", "ben", "ann", "m2", 1),
                    "seq 1 of si_ann_ben was ann's m1 (line 1) when pushed, and is ann's m2 (line 6) on line 6, pulled",
                    Invariant.PUSH_IS_PULL);
        }

        @Test
        void anotherBodyThanThePushedOneIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .came("PUSHED", "ben", "ann", "m1", 1)
                            .came("PULLED", "ann", "ann", "m1", 1, 99),
                    "ann's m1 (line 1) has another body on line 4 than on line 3",
                    Invariant.PUSH_IS_PULL);
        }
    }

    @Nested
    class Convergence {
        @Test
        void aConnectedDeviceThatLacksTheLastMessageIsFound() {
            breaks(
                    new Story().connected("ben").acked("ann", "m1").came("PUSHED", "ann", "ann", "m1", 1),
                    "ben-web has been connected since line 1, but has si_ann_ben up to 0 of 1 only: it never got ann's m1"
                            + " (line 2)",
                    Invariant.CONVERGENCE);
        }

        @Test
        void aDeviceThatIsAwayNeedsNothing() {
            keeps(new Story()
                    .connected("ben")
                    .line("'event':'CLOSED','client':'ben-web','user':'ben'")
                    .acked("ann", "m1")
                    .came("PUSHED", "ann", "ann", "m1", 1));
        }

        @Test
        void aDeliveryLongAfterTheLastFaultIsFound() {
            breaks(
                    new Story()
                            .connected("ben")
                            .acked("ann", "m1")
                            .line("'event':'HEALED'")
                            .after(6000)
                            .came("PUSHED", "ben", "ann", "m1", 1)
                            .came("DELIVERED", "ben", "ann", "m1", 1),
                    "ben-web got ann's m1 (line 2) 6002 ms after all was well (line 6)",
                    Invariant.CONVERGENCE);
        }

        @Test
        void whoComesBackLateHasTimeFromThenOn() {
            keeps(
                    new Story()
                            .acked("ann", "m1")
                            .line("'event':'HEALED'")
                            .after(6000)
                            .connected("ben")
                            .came("PULLED", "ben", "ann", "m1", 1)
                            .came("DELIVERED", "ben", "ann", "m1", 1),
                    Invariant.CONVERGENCE);
        }
    }

    @Nested
    class ReadMonotone {
        @Test
        void aReadPositionThatGoesBackIsFound() {
            breaks(
                    new Story()
                            .line(
                                    "'event':'READ_END','client':'ben-web','user':'ben','conversation':'si_ann_ben','seq':5")
                            .line(
                                    "'event':'READ_AT','client':'ben-pad','user':'ben','conversation':'si_ann_ben','seq':4"),
                    "ben's read position in si_ann_ben was 5 (line 1, ben-web), and 4 for ben-pad, who asked afterwards"
                            + " (line 2)",
                    Invariant.READ_MONOTONE);
        }

        @Test
        void aReadPositionThatGrowsIsFine() {
            keeps(
                    new Story()
                            .line(
                                    "'event':'READ_END','client':'ben-web','user':'ben','conversation':'si_ann_ben','seq':5")
                            .line(
                                    "'event':'READ_AT','client':'ben-pad','user':'ben','conversation':'si_ann_ben','seq':6"),
                    Invariant.READ_MONOTONE);
        }
    }

    @Nested
    class RevokeFinal {
        private static Story revoked() {
            return new Story()
                    .acked("ann", "m1")
                    .line("'event':'REVOKE','user':'ann','clientMsgID':'m1','crc':1")
                    .line("'event':'REVOKE_END','user':'ann','clientMsgID':'m1','crc':1");
        }

        @Test
        void theOriginalBodyAfterTheRevokeIsFound() {
            breaks(
                    revoked().inConversation("ben", "ann", "m1", 1),
                    "ann's m1 (line 1) was revoked (line 4), and si_ann_ben still served its original body to who asked"
                            + " afterwards (line 5)",
                    Invariant.REVOKE_FINAL);
        }

        @Test
        void theFullHistoryCounts() {
            breaks(
                    revoked().row("ann", "m1"),
                    "ann's m1 (line 1) was revoked (line 4), and the full history still served its original body to who"
                            + " asked afterwards (line 5)",
                    Invariant.REVOKE_FINAL);
        }

        @Test
        void anotherBodyAfterTheRevokeIsRight() {
            keeps(revoked().row("ann", "m1", 2101), Invariant.REVOKE_FINAL);
        }
    }

    @Nested
    class HookBefore {
        private static Story hook(Story story, String message, String verdict) {
            return story.line(
                    "'event':'HOOK_BEFORE','sender':'ann','clientMsgID':'" + message + "','outcome':'" + verdict + "'");
        }

        @Test
        void aRefusedMessageThatIsThereIsFound() {
            Story story = hook(new Story().send("ann", "m1"), "m1", "REFUSED").answered("ann", "m1", "UNKNOWN");

            breaks(
                    story.came("PUSHED", "ben", "ann", "m1", 1),
                    "ann's m1 (line 1) was refused by the before-hook, and is there all the same",
                    Invariant.HOOK_BEFORE);
        }

        @Test
        void aMessageThatGotPastTheHookIsFound() {
            Story story = hook(new Story().send("ann", "m1"), "m1", "ALLOWED").answered("ann", "m1", "OK");

            breaks(
                    story.acked("ann", "m2").came("PUSHED", "ben", "ann", "m2", 1),
                    "ann's m2 (line 4) got past the before-hook: it was never asked about it",
                    Invariant.HOOK_BEFORE);
        }

        @Test
        void whatIsForOthersThanTheHookIsAboutNeedsNoQuestion() {
            Story story = new Story().line("'event':'HOOKS','detail':'before','conversation':'ben'");

            breaks(
                    story.acked("ann", "m1"),
                    "ann's m1 (line 2) got past the before-hook: it was never asked about it",
                    Invariant.HOOK_BEFORE);
            Report toAnn = new Story()
                    .line("'event':'HOOKS','detail':'before','conversation':'ben'")
                    .acked("ben", "m1")
                    .judged();
            assertThat(toAnn.holds()).isTrue();
            assertThat(toAnn.of(Invariant.HOOK_BEFORE).judged()).isZero();
        }

        @Test
        void theUnchangedBodyOfARewrittenMessageIsFound() {
            Story story = new Story()
                    .send("ann", "m1")
                    .line("'event':'HOOK_BEFORE','sender':'ann','clientMsgID':'m1','outcome':'REWRITTEN','crc':50")
                    .answered("ann", "m1", "OK");

            breaks(
                    story.came("PUSHED", "ben", "ann", "m1", 1),
                    "ann's m1 (line 1) was rewritten by the before-hook, and is there with another body",
                    Invariant.HOOK_BEFORE);
        }

        @Test
        void aTimeoutHasTheConfiguredEffect() {
            keeps(
                    hook(new Story().send("ann", "m1"), "m1", "OPEN")
                            .answered("ann", "m1", "OK")
                            .came("PUSHED", "ben", "ann", "m1", 1),
                    Invariant.HOOK_BEFORE);
            breaks(
                    hook(new Story().send("ann", "m1"), "m1", "CLOSED").answered("ann", "m1", "OK"),
                    "ann's m1 (line 1) was refused by the before-hook, and was acked all the same",
                    Invariant.HOOK_BEFORE);
        }
    }

    @Nested
    class HookAfter {
        @Test
        void anAcceptedMessageWithoutAnEventIsFound() {
            breaks(
                    new Story().line("'event':'HOOKS','detail':'after'").acked("ann", "m1"),
                    "ann's m1 (line 2) was accepted, and no after-event told of it",
                    Invariant.HOOK_AFTER);
        }

        @Test
        void twoIdsForOneEventAreFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .line("'event':'HOOK_AFTER','sender':'ann','clientMsgID':'m1','detail':'e1'")
                            .line("'event':'HOOK_AFTER','sender':'ann','clientMsgID':'m1','detail':'e2'"),
                    "ann's m1 (line 1) led to two after-events with different ids, the second on line 4",
                    Invariant.HOOK_AFTER);
        }

        @Test
        void theSameEventAgainIsFine() {
            keeps(
                    new Story()
                            .acked("ann", "m1")
                            .line("'event':'HOOK_AFTER','sender':'ann','clientMsgID':'m1','detail':'e1'")
                            .line("'event':'HOOK_AFTER','sender':'ann','clientMsgID':'m1','detail':'e1'"),
                    Invariant.HOOK_AFTER);
        }
    }

    @Nested
    class TierEquality {
        @Test
        void aMissingRowIsFound() {
            breaks(
                    new Story()
                            .send("ann", "m1")
                            .answered("ann", "m1", "UNKNOWN")
                            .inConversation("ann", "ann", "m1", 1)
                            .historyEnds(),
                    "ann's m1 (line 1) is where users pull it, but not in the full history",
                    Invariant.TIER_EQUALITY);
        }

        @Test
        void aRowThatIsInNoConversationIsFound() {
            breaks(
                    new Story()
                            .send("ann", "m1")
                            .answered("ann", "m1", "UNKNOWN")
                            .row("ann", "m1")
                            .historyEnds()
                            .conversationEnds("ann", 0),
                    "ann's m1 (line 1) is in the full history, but not in its conversation",
                    Invariant.TIER_EQUALITY);
        }

        @Test
        void aMailboxThatLacksWhatTheConversationHasIsFound() {
            breaks(
                    new Story()
                            .send("ann", "m1")
                            .answered("ann", "m1", "UNKNOWN")
                            .inConversation("ann", "ann", "m1", 1)
                            .mailboxEnds("ben", 0),
                    "ann's m1 (line 1) is in its conversation, but not in ben's mailbox",
                    Invariant.TIER_EQUALITY);
        }

        @Test
        void twoEndsOfOneConversationAreFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .inConversation("ann", "ann", "m1", 1)
                            .conversationEnds("ann", 1)
                            .conversationEnds("ben", 0),
                    "si_ann_ben ends at 1 for ann (line 4) and at 0 for ben (line 5)",
                    Invariant.TIER_EQUALITY);
        }

        @Test
        void anotherBodyInTheFullHistoryIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .inConversation("ann", "ann", "m1", 1)
                            .row("ann", "m1", 99),
                    "ann's m1 (line 1) has another body in the full history (line 4) than where users pull it (line 3)",
                    Invariant.TIER_EQUALITY);
        }
    }

    @Nested
    class Authz {
        @Test
        void whoIsGivenAnothersMessageIsFound() {
            breaks(
                    new Story().acked("ann", "m1").came("PULLED", "eve", "ann", "m1", 1),
                    "eve is not in si_ann_ben, but was given ann's m1 (line 3) of it (line 3)",
                    Invariant.AUTHZ);
        }

        @Test
        void whoIsGivenAnothersMailboxIsFound() {
            breaks(
                    new Story()
                            .acked("ann", "m1")
                            .line(
                                    "'event':'CELL','client':'reader','tier':'mailbox','owner':'ben','user':'eve','mailboxSeq':1,"
                                            + "'conversation':'si_ann_ben','seq':1,'sender':'ann','clientMsgID':'m1','crc':1"),
                    "eve was given ann's m1 (line 3) out of ben's mailbox (line 3)",
                    Invariant.AUTHZ);
        }

        @Test
        void whoPullsOutOfAnothersMailboxIsFound() {
            breaks(
                    new Story().acked("ann", "m1").outOfMailbox("eve", "ben", 1, "m1", 1),
                    "eve was given ann's m1 (line 3) out of ben's mailbox (line 3)",
                    Invariant.AUTHZ);
        }

        @Test
        void aProbeThatSucceedsIsFound() {
            breaks(
                    new Story()
                            .line("'event':'PROBE','user':'eve','detail':'read ben\\'s mailbox'".replace("\\'", "’")),
                    "eve may not read ben’s mailbox, but did (line 1)",
                    Invariant.AUTHZ);
            keeps(new Story().line("'event':'PROBE','user':'eve','detail':'read','outcome':'FAILED'"), Invariant.AUTHZ);
        }

        @Test
        void aSocketThatOutlivesItsTokenIsFound() {
            breaks(
                    new Story()
                            .connected("ben")
                            .line("'event':'TOKEN_REVOKED','user':'ben','platform':5")
                            .after(1500)
                            .line("'event':'CLOSED','client':'ben-web','user':'ben'"),
                    "ben-web's socket stayed open for 1501 ms until line 3 after its token was revoked (line 2)",
                    Invariant.AUTHZ);
            keeps(
                    new Story()
                            .connected("ben")
                            .line("'event':'TOKEN_REVOKED','user':'ben','platform':5")
                            .line("'event':'CLOSED','client':'ben-web','user':'ben'"),
                    Invariant.AUTHZ);
        }
    }

    @Nested
    class Bounded {
        @Test
        void whatIsLeftInAQueueIsFound() {
            breaks(
                    new Story().line("'event':'QUEUE','detail':'im.dead','seq':2"),
                    "2 messages are left in im.dead (line 1), and nothing explains them",
                    Invariant.BOUNDED);
            keeps(new Story().line("'event':'QUEUE','detail':'im.dead'"), Invariant.BOUNDED);
        }

        @Test
        void silenceIsFound() {
            breaks(
                    new Story().send("ann", "m1").after(31_000).acked("ann", "m2"),
                    "ann's m1 (line 1) was sent and got no answer, no error and no time-out in 31 s",
                    Invariant.BOUNDED);
        }
    }

    @Test
    void theTornLastLineOfAKilledWriterIsLeftOut() throws Exception {
        String text = new Story().acked("ann", "m1").text() + "{\"t\":5,\"event\":\"SE";

        Report report = new Checker(Checker.CONVERGENCE).check(History.ofText(text));

        assertThat(report.lines()).isEqualTo(2);
    }

    @Test
    void whatIsNoHistoryIsRefusedWithItsLine() {
        History history = History.ofText("{\"t\":1}\n[1]\n");

        assertThatThrownBy(() -> new Checker(Checker.CONVERGENCE).check(history))
                .hasMessage("line 2 is no JSON object");
    }
}
