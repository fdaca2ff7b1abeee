package dev.tidings.gateway.socket;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.mailbox.Order;
import dev.tidings.mailbox.StoredMessage;
import dev.tidings.message.ConversationId;
import dev.tidings.msg.Pulled;
import dev.tidings.msg.RangeWanted;
import dev.tidings.msg.ReadState;
import dev.tidings.omtp.ConversationMessages;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.SequencedMessage;
import dev.tidings.omtp.proto.ConversationSeqs;
import dev.tidings.omtp.proto.GetConversationsHasReadAndMaxSeqResp;
import dev.tidings.omtp.proto.GetLastMessageResp;
import dev.tidings.omtp.proto.GetMaxSeqResp;
import dev.tidings.omtp.proto.GetSeqMessageReq;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsReq;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.SeqRange;
import dev.tidings.omtp.proto.Seqs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Between the protocol's payloads and what the session beans take and give. */
final class Payloads {
    private Payloads() {}

    static Order order(int wire) {
        return wire == PullOrder.PullOrderDesc_VALUE ? Order.DESCENDING : Order.ASCENDING;
    }

    static List<RangeWanted> ranges(PullMessageBySeqsReq request) {
        List<RangeWanted> ranges = new ArrayList<>();
        for (SeqRange range : request.getSeqRangesList()) {
            ranges.add(new RangeWanted(
                    new ConversationId(range.getConversationID()), range.getBegin(), range.getEnd(), range.getNum()));
        }
        return ranges;
    }

    static Map<ConversationId, Collection<Long>> seqs(GetSeqMessageReq request) {
        Map<ConversationId, Collection<Long>> seqs = new LinkedHashMap<>();
        for (ConversationSeqs wanted : request.getConversationsList()) {
            seqs.computeIfAbsent(new ConversationId(wanted.getConversationID()), it -> new LinkedHashSet<>())
                    .addAll(wanted.getSeqsList());
        }
        return seqs;
    }

    static Set<ConversationId> conversations(List<String> ids) {
        Set<ConversationId> conversations = new LinkedHashSet<>();
        ids.forEach(id -> conversations.add(new ConversationId(id)));
        return conversations;
    }

    static ByteString newest(Map<ConversationId, Long> newest) {
        GetMaxSeqResp.Builder answer = GetMaxSeqResp.newBuilder();
        newest.forEach((conversation, seq) -> answer.putMaxSeqs(conversation.value(), seq));
        return answer.build().toByteString();
    }

    static ByteString pulled(List<Pulled> pulled) {
        List<ConversationMessages> conversations = new ArrayList<>();
        for (Pulled one : pulled) {
            List<SequencedMessage> messages = new ArrayList<>();
            one.messages().forEach(it -> messages.add(new SequencedMessage(it.body(), it.seq())));
            one.missing().forEach(seq -> messages.add(new SequencedMessage(DELETED, seq)));
            messages.sort(Comparator.comparingLong(SequencedMessage::seq));
            conversations.add(new ConversationMessages(
                    one.conversation().value(),
                    one.conversation().isNotification(),
                    messages,
                    one.isEnd(),
                    one.endSeq()));
        }
        return ConversationMessages.encode(conversations);
    }

    /** Stands for a seq whose message is gone, so that the client does not ask for it again and again. */
    private static final ByteString DELETED = MsgData.newBuilder()
            .setStatus(MessageStatus.HAS_DELETED.number())
            .build()
            .toByteString();

    static ByteString readStates(Map<ConversationId, ReadState> states, Collection<ConversationId> pinned) {
        GetConversationsHasReadAndMaxSeqResp.Builder answer = GetConversationsHasReadAndMaxSeqResp.newBuilder();
        states.forEach((conversation, state) -> answer.putSeqs(
                conversation.value(),
                Seqs.newBuilder()
                        .setMaxSeq(state.maxSeq())
                        .setHasReadSeq(state.hasReadSeq())
                        .setMaxSeqTime(state.maxSeqTime())
                        .build()));
        pinned.forEach(it -> answer.addPinnedConversationIDs(it.value()));
        return answer.build().toByteString();
    }

    static ByteString last(Map<ConversationId, StoredMessage> last) throws InvalidProtocolBufferException {
        GetLastMessageResp.Builder answer = GetLastMessageResp.newBuilder();
        for (Map.Entry<ConversationId, StoredMessage> entry : last.entrySet()) {
            answer.putMsgs(entry.getKey().value(), message(entry.getValue()));
        }
        return answer.build().toByteString();
    }

    static MsgData message(StoredMessage stored) throws InvalidProtocolBufferException {
        return MsgData.parseFrom(stored.body()).toBuilder().setSeq(stored.seq()).build();
    }
}
