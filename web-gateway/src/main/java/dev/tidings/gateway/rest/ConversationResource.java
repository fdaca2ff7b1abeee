package dev.tidings.gateway.rest;

import dev.tidings.conversation.Conversation;
import dev.tidings.conversation.ConversationChanges;
import dev.tidings.conversation.ConversationSync;
import dev.tidings.conversation.Conversations;
import dev.tidings.conversation.FullIds;
import dev.tidings.database.Page;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.msg.ConversationService;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;

/** A user's list of conversations, how they are set, and how clients keep their copy of it. */
@Dependent
@Path("/conversation")
@Consumes(MediaType.APPLICATION_JSON)
public class ConversationResource {
    /** Owners whose settings one request may change. */
    private static final int OWNERS_MAX = 100;

    private final ConversationService conversations;

    @Inject
    public ConversationResource(ConversationService conversations) {
        this.conversations = conversations;
    }

    @POST
    @Path("get_incremental_conversations")
    public Answer changes(Call call) {
        ConversationSync sync = conversations.changesSince(
                call.actingFor("userID"),
                call.body().string("versionID"),
                call.body().seq("version"));
        return Answer.of(Json.object()
                .add("version", sync.version())
                .add("versionID", sync.versionId())
                .add("full", sync.full())
                .add("delete", JsonValue.EMPTY_JSON_ARRAY)
                .add("insert", Json.list(sync.inserted(), Shapes::conversation))
                .add("update", Json.list(sync.updated(), Shapes::conversation)));
    }

    @POST
    @Path("get_full_conversation_ids")
    public Answer fullIds(Call call) {
        FullIds full =
                conversations.fullIds(call.actingFor("userID"), call.body().unsigned("idHash"));
        return Answer.of(Json.object()
                .add("version", Json.number(new BigDecimal(full.idHash())))
                .add("versionID", full.versionId())
                .add("equal", full.equal())
                .add("conversationIDs", Json.strings(full.ids())));
    }

    @POST
    @Path("get_owner_conversation")
    public Answer page(Call call) {
        Page<Conversation> page =
                conversations.page(call.actingFor("userID"), call.body().page());
        return Answer.of(Json.object()
                .add("total", page.total())
                .add("conversations", Json.list(page.items(), Shapes::conversation)));
    }

    @POST
    @Path("get_all_conversations")
    public Answer all(Call call) {
        return list(conversations.all(call.actingFor("ownerUserID")));
    }

    @POST
    @Path("get_conversations")
    public Answer some(Call call) {
        return list(conversations.get(
                call.actingFor("ownerUserID"), call.body().conversationIds("conversationIDs", Conversations.MAX)));
    }

    private static Answer list(List<Conversation> conversations) {
        return Answer.of(Json.object().add("conversations", Json.list(conversations, Shapes::conversation)));
    }

    @POST
    @Path("get_conversation")
    public Answer one(Call call) {
        UserId owner = call.actingFor("ownerUserID");
        ConversationId id = call.body().conversationId("conversationID");
        Conversation conversation = conversations.get(owner, List.of(id)).stream()
                .findFirst()
                .orElseThrow(() -> new ImException(ErrorCode.RECORD_NOT_FOUND, "the owner has no such conversation"));
        return Answer.of(Json.object().add("conversation", Shapes.conversation(conversation)));
    }

    @POST
    @Path("set_conversations")
    public Answer set(Call call) {
        List<UserId> owners = call.actingForAll("userIDs", OWNERS_MAX);
        Body body = call.body().object("conversation");
        ConversationId id = body.conversationId("conversationID");
        ConversationChanges changes = Bodies.conversationChanges(body);
        boolean limits = changes.minSeq() != null || changes.maxSeq() != null;
        if (limits && !call.caller().isAdmin()) {
            throw new ImException(ErrorCode.NO_PERMISSION, "minSeq and maxSeq are the admin's to set");
        }
        owners.forEach(owner -> conversations.set(owner, id, changes, call.operationId()));
        return Answer.DONE;
    }

    @POST
    @Path("get_not_notify_conversation_ids")
    public Answer notNotifying(Call call) {
        return ids(conversations.notNotifying(call.actingFor("userID")));
    }

    @POST
    @Path("get_pinned_conversation_ids")
    public Answer pinned(Call call) {
        return ids(conversations.pinned(call.actingFor("userID")));
    }

    private static Answer ids(List<ConversationId> ids) {
        return Answer.of(Json.object().add("conversationIDs", Json.strings(ids)));
    }
}
