package dev.tidings.gateway.rest;

import dev.tidings.database.Page;
import dev.tidings.database.PageRequest;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.history.HistoryPage;
import dev.tidings.history.HistoryQuery;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.msg.Acks;
import dev.tidings.msg.Broadcast;
import dev.tidings.msg.DeleteSync;
import dev.tidings.msg.Draft;
import dev.tidings.msg.Found;
import dev.tidings.msg.HistoryService;
import dev.tidings.msg.InboxService;
import dev.tidings.msg.MessageService;
import dev.tidings.msg.RangeWanted;
import dev.tidings.msg.Revocation;
import dev.tidings.msg.Sent;
import dev.tidings.msg.UserService;
import dev.tidings.omtp.MessageStatus;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.user.User;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages: sent by the business server, read by whoever is in their conversation. */
@Dependent
@Path("/msg")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON) // Told here: JAX-RS does not look into what a CompletionStage will hold.
public class MessageResource {
    /** Somebody waits for the answer, and it names them all. */
    private static final int SEND_ALL_MAX = 100_000;
    /** The protocol's status of a message of which nothing is known, or not yet. */
    private static final int NOT_KNOWN = 0;

    private final MessageService messages;
    private final InboxService inbox;
    private final HistoryService history;
    private final UserService users;
    private final Clock clock;
    private final Executor answers;

    /** @param answers where answers to what did not wait are written */
    @Inject
    public MessageResource(
            MessageService messages,
            InboxService inbox,
            HistoryService history,
            UserService users,
            Clock clock,
            Executor answers) {
        this.messages = messages;
        this.inbox = inbox;
        this.history = history;
        this.users = users;
        this.clock = clock;
        this.answers = answers;
    }

    /** No thread is held while the business server is asked and the queue commits. */
    @POST
    @AdminOnly
    @Path("send_msg")
    public CompletionStage<Answer> send(Call call) {
        UserId sender = call.body().userId("sendID");
        var draft = Outgoing.draft(sender, call.body(), clock.millis(), call.operationId());
        users.require(sender);
        return sending(draft);
    }

    private CompletionStage<Answer> sending(Draft draft) {
        return Acks.inTime(messages.send(draft), answers).thenApply(sent -> Answer.of(sent(sent)));
    }

    private static JsonObjectBuilder sent(Sent sent) {
        return Json.object()
                .add("serverMsgID", sent.serverMsgID().value())
                .add("clientMsgID", sent.clientMsgID())
                .add("sendTime", sent.sendTime());
    }

    @POST
    @AdminOnly
    @Path("batch_send_msg")
    public Answer sendToMany(Call call) {
        UserId sender = call.body().userId("sendID");
        Draft draft = Outgoing.template(sender, call.body(), clock.millis(), call.operationId());
        boolean toAll = call.body().flag("isSendAll");
        List<UserId> receivers = toAll ? everybodyBut(sender) : call.body().userIds("recvIDs", Users.MAX);
        if (receivers.isEmpty() && !toAll) {
            throw Body.wrong("recvIDs", "is empty");
        }
        users.require(sender);
        Broadcast done = messages.broadcast(draft, receivers);
        return Answer.of(Json.object()
                .add(
                        "results",
                        Json.list(
                                done.sent(),
                                one -> sent(one.sent())
                                        .add("recvID", one.receiver().value())
                                        .build()))
                .add("failedUserIDs", Json.strings(done.failed())));
    }

    private List<UserId> everybodyBut(UserId sender) {
        List<UserId> all = new ArrayList<>();
        for (int number = 1; ; number++) {
            Page<User> page = users.page(new PageRequest(number, PageRequest.MAX_SIZE));
            if (page.total() > SEND_ALL_MAX) {
                throw Body.wrong(
                        "isSendAll", "is for up to " + SEND_ALL_MAX + " users: name them in recvIDs, some at a time");
            }
            page.items().stream()
                    .map(User::id)
                    .filter(user -> !user.equals(sender))
                    .forEach(all::add);
            if (page.items().size() < PageRequest.MAX_SIZE) {
                return all;
            }
        }
    }

    @POST
    @AdminOnly
    @Path("send_business_notification")
    public CompletionStage<Answer> sendBusinessNotification(Call call) {
        UserId sender = call.body().userId("sendUserID");
        Draft notification = Outgoing.businessNotification(sender, call.body(), clock.millis(), call.operationId());
        users.require(sender);
        boolean asMessage = call.body().flag("sendMsg");
        return sending(notification)
                .thenCompose(answer -> asMessage
                        ? sending(Outgoing.businessMessage(sender, notification))
                                .thenApply(second -> answer)
                        : CompletableFuture.completedFuture(answer));
    }

    @POST
    @AdminOnly
    @Path("send_simple_msg")
    public CompletionStage<Answer> sendSimple(@QueryParam("key") @Nullable String key, Call call) {
        if (key == null || key.isBlank()) {
            throw new ImException(ErrorCode.ARGS, "the query has no key: the hook that is answered had one in its URL");
        }
        Draft draft = Outgoing.simple(key, call.body(), clock.millis(), call.operationId());
        users.require(draft.sender());
        return sending(draft);
    }

    @POST
    @AdminOnly
    @Path("check_msg_is_send_success")
    public Answer isSent(Call call) {
        MessageId id = call.body().nonEmptyString("serverMsgID").isPresent()
                ? new MessageId(call.body().requiredString("serverMsgID"))
                : MessageId.of(call.body().userId("sendID"), call.body().requiredString("clientMsgID"));
        boolean recorded = history.isRecorded(id);
        return Answer.of(Json.object().add("status", recorded ? MessageStatus.SEND_SUCCESS.number() : NOT_KNOWN));
    }

    @POST
    @AdminOnly
    @Path("search_msg")
    public Answer search(Call call) {
        HistoryQuery query = Searches.query(call.body());
        HistoryPage page = Searches.page(call.body());
        List<Found> found = history.search(query, page);
        Set<UserId> receivers = found.stream()
                .flatMap(one -> Searches.receiver(Searches.decoded(one.entry())).stream())
                .collect(Collectors.toSet());
        Map<UserId, String> nicknames =
                users.find(receivers).stream().collect(Collectors.toMap(User::id, User::nickname));
        JsonObjectBuilder answer =
                Json.object().add("chatLogs", Json.list(found, one -> Searches.chatLog(one, nicknames)));
        if (page.after() == null) {
            answer.add("chatLogsNum", history.count(query));
        }
        boolean mayBeMore = found.size() == page.size();
        return Answer.of(answer.add("next", mayBeMore ? Searches.next(found.get(found.size() - 1)) : ""));
    }

    @POST
    @Path("revoke_msg")
    public Answer revoke(Call call) {
        UserId user = call.actingFor("userID");
        messages.revoke(new Revocation(
                user,
                call.caller().isAdmin(),
                call.body().conversationId("conversationID"),
                call.body().requiredSeq("seq"),
                call.operationId()));
        return Answer.DONE;
    }

    @POST
    @Path("delete_msgs")
    public Answer delete(Call call) {
        List<Long> seqs = call.body().seqs("seqs", InboxService.SEQS_MAX);
        if (seqs.isEmpty()) {
            throw Body.wrong("seqs", "is empty");
        }
        inbox.delete(
                call.actingFor("userID"),
                call.body().conversationId("conversationID"),
                seqs,
                sync(call),
                call.operationId());
        return Answer.DONE;
    }

    @POST
    @Path("clear_conversation_msg")
    public Answer clear(Call call) {
        List<ConversationId> wanted = call.body().conversationIds("conversationIDs", InboxService.CONVERSATIONS_MAX);
        if (wanted.isEmpty()) {
            throw Body.wrong("conversationIDs", "is empty");
        }
        inbox.clear(call.actingFor("userID"), wanted, sync(call), call.operationId());
        return Answer.DONE;
    }

    @POST
    @Path("user_clear_all_msg")
    public Answer clearAll(Call call) {
        inbox.clearAll(call.actingFor("userID"), sync(call), call.operationId());
        return Answer.DONE;
    }

    /** Clients leave it out and mean their own devices. What is the other side's only an admin deletes. */
    private static DeleteSync sync(Call call) {
        return call.body()
                .optionalObject("deleteSyncOpt")
                .map(wanted -> {
                    boolean others = wanted.flag("isSyncOther");
                    if (others && !call.caller().isAdmin()) {
                        throw new ImException(ErrorCode.NO_PERMISSION, "isSyncOther needs an admin's token");
                    }
                    return new DeleteSync(wanted.flag("isSyncSelf"), others);
                })
                .orElse(new DeleteSync(true, false));
    }

    @POST
    @AdminOnly
    @Path("delete_msg_physical_by_seq")
    public Answer erase(Call call) {
        List<Long> seqs = call.body().seqs("seqs", MessageService.ERASE_MAX);
        if (seqs.isEmpty()) {
            throw Body.wrong("seqs", "is empty");
        }
        messages.erase(call.body().conversationId("conversationID"), seqs, call.operationId());
        return Answer.DONE;
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
