package dev.tidings.msg;

import dev.tidings.batch.Chunks;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;

/**
 * Sends one message to many, each in a conversation of its own: so many are on their way to the queue at once that its
 * commits are full, and no more.
 */
@Dependent
class Broadcasting {
    private static final System.Logger LOG = System.getLogger(Broadcasting.class.getName());
    /** Half of what the queue commits at once: the next half gets ready meanwhile. */
    private static final int UNDER_WAY_MAX = 500;
    /** What is not sent after this time has failed: somebody waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Sending sending;
    private final Users users;
    private final Clock clock;

    @Inject
    Broadcasting(Sending sending, Users users, Clock clock) {
        this.sending = sending;
        this.users = users;
        this.clock = clock;
    }

    private record UnderWay(UserId receiver, CompletionStage<Sent> stage) {}

    /** Sends a draft without a receiver to many; see {@link MessageService#broadcast}. */
    Broadcast send(Draft draft, Collection<UserId> receivers) {
        SendRules.check(draft);
        Run run = new Run(draft, clock.millis() + PATIENCE.toMillis());
        List<UserId> distinct = new ArrayList<>(new LinkedHashSet<>(receivers));
        // One question for all, so that each single send finds its receiver remembered.
        Chunks.of(distinct, Users.MAX).forEach(users::existing);
        distinct.forEach(run::start);
        return run.end();
    }

    /** One broadcast on its way. */
    private final class Run {
        private final Draft draft;
        private final long deadline;
        private final Queue<UnderWay> underWay = new ArrayDeque<>();
        private final List<Broadcast.Reached> sent = new ArrayList<>();
        private final List<UserId> failed = new ArrayList<>();
        private boolean isOver;

        /** @param deadline ms since epoch */
        Run(Draft draft, long deadline) {
            this.draft = draft;
            this.deadline = deadline;
        }

        void start(UserId receiver) {
            if (isOver) {
                failed.add(receiver);
                return;
            }
            try {
                underWay.add(new UnderWay(receiver, sending.send(draftTo(receiver))));
            } catch (ImException e) {
                fail(receiver, e);
            }
            if (underWay.size() >= UNDER_WAY_MAX) {
                finish(underWay.remove());
            }
        }

        private Draft draftTo(UserId receiver) {
            MsgData data = draft.data().toBuilder()
                    .setRecvID(receiver.value())
                    .setClientMsgID(clientMsgId(draft.data().getClientMsgID(), receiver))
                    .build();
            return new Draft(draft.sender(), draft.origin(), data, draft.operationId());
        }

        private void finish(UnderWay one) {
            try {
                Duration left = Duration.ofMillis(deadline - clock.millis());
                sent.add(new Broadcast.Reached(one.receiver(), Acks.await(one.stage(), left)));
            } catch (ImException e) {
                fail(one.receiver(), e);
            }
        }

        /** Without its queue the node does not try for everybody else as well. */
        private void fail(UserId receiver, ImException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    () -> "broadcast to " + receiver + " failed, operationID=" + draft.operationId(),
                    e);
            isOver |= e.code() == ErrorCode.UNAVAILABLE;
            failed.add(receiver);
        }

        Broadcast end() {
            while (!underWay.isEmpty()) {
                finish(underWay.remove());
            }
            return new Broadcast(sent, failed);
        }
    }

    /** A function of the broadcast's id and the receiver: the same request again is the same messages. */
    static String clientMsgId(String broadcast, UserId receiver) {
        return MessageId.of(receiver, broadcast).value();
    }
}
