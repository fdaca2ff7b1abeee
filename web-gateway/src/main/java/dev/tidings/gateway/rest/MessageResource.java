package dev.tidings.gateway.rest;

import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.msg.InboxService;
import dev.tidings.msg.MessageService;
import dev.tidings.msg.RangeWanted;
import dev.tidings.msg.Sent;
import dev.tidings.msg.UserService;
import dev.tidings.omtp.proto.PullOrder;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;

/** Messages: sent by the business server, read by whoever is in their conversation. */
@Dependent
@Path("/msg")
@Consumes(MediaType.APPLICATION_JSON)
public class MessageResource {
    private final MessageService messages;
    private final InboxService inbox;
    private final UserService users;
    private final Clock clock;

    @Inject
    public MessageResource(MessageService messages, InboxService inbox, UserService users, Clock clock) {
        this.messages = messages;
        this.inbox = inbox;
        this.users = users;
        this.clock = clock;
    }

    @POST
    @AdminOnly
    @Path("send_msg")
    public Answer send(Call call) {
        UserId sender = call.body().userId("sendID");
        var draft = Outgoing.draft(sender, call.body(), clock.millis(), call.operationId());
        users.require(sender);
        Sent sent = Acks.await(messages.send(draft));
        return Answer.of(Json.object()
                .add("serverMsgID", sent.serverMsgID().value())
                .add("clientMsgID", sent.clientMsgID())
                .add("sendTime", sent.sendTime()));
    }

    @POST
    @Path("newest_seq")
    public Answer newest(Call call) {
        return Answer.of(Json.object()
                .add("maxSeqs", Shapes.byConversation(inbox.newest(call.actingFor("userID")), MessageResource::seq))
                .add("minSeqs", JsonValue.EMPTY_JSON_OBJECT));
    }

    private static JsonValue seq(long seq) {
        return Json.number(BigDecimal.valueOf(seq));
    }

    @POST
    @Path("pull_msg_by_seq")
    public Answer pull(Call call) {
        UserId user = call.actingFor("userID");
        requireOrder(call.body());
        List<RangeWanted> ranges = call.body().objects("seqRanges", InboxService.CONVERSATIONS_MAX).stream()
                .map(MessageResource::range)
                .toList();
        return Answer.of(Shapes.pulled(inbox.ranges(user, ranges)));
    }

    private static RangeWanted range(Body range) {
        return new RangeWanted(
                range.conversationId("conversationID"), range.seq("begin"), range.seq("end"), range.seq("num"));
    }

    /** It only says which end the caller is after: answers are ascending either way. */
    private static void requireOrder(Body body) {
        int order = body.integer("order");
        if (order != PullOrder.PullOrderAsc_VALUE && order != PullOrder.PullOrderDesc_VALUE) {
            throw Body.wrong("order", "is not 0 or 1");
        }
    }

    @POST
    @Path("get_server_time")
    public Answer serverTime(Call call) {
        return Answer.of(Json.object().add("serverTime", clock.millis()));
    }

    @POST
    @Path("mark_conversation_as_read")
    public Answer markConversation(Call call) {
        inbox.markRead(
                call.actingFor("userID"),
                call.body().conversationId("conversationID"),
                call.body().seq("hasReadSeq"),
                call.body().seqs("seqs", InboxService.SEQS_MAX),
                call.operationId());
        return Answer.DONE;
    }

    @POST
    @Path("mark_msgs_as_read")
    public Answer markMessages(Call call) {
        List<Long> seqs = call.body().seqs("seqs", InboxService.SEQS_MAX);
        if (seqs.isEmpty()) {
            throw Body.wrong("seqs", "is empty");
        }
        inbox.markRead(
                call.actingFor("userID"), call.body().conversationId("conversationID"), 0, seqs, call.operationId());
        return Answer.DONE;
    }

    @POST
    @Path("set_conversation_has_read_seq")
    public Answer setReadPosition(Call call) {
        inbox.setReadPosition(
                call.actingFor("userID"),
                call.body().conversationId("conversationID"),
                call.body().requiredSeq("hasReadSeq"),
                !call.body().flag("noNotification"),
                call.operationId());
        return Answer.DONE;
    }

    @POST
    @Path("get_conversations_has_read_and_max_seq")
    public Answer readStates(Call call) {
        UserId user = call.actingFor("userID");
        var wanted = new LinkedHashSet<ConversationId>(
                call.body().conversationIds("conversationIDs", InboxService.CONVERSATIONS_MAX));
        List<ConversationId> pinned = call.body().flag("returnPinned") ? inbox.pinned(user) : List.of();
        return Answer.of(Json.object()
                .add("seqs", Shapes.byConversation(inbox.readStates(user, wanted), Shapes::readState))
                .add("pinnedConversationIDs", Json.strings(pinned)));
    }
}
