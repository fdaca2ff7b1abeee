package dev.tidings.gateway.rest;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.msg.ConversationService;
import dev.tidings.msg.Overview;
import dev.tidings.omtp.proto.GetActiveConversationsReq;
import dev.tidings.omtp.proto.GetConversationsReq;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the pure JavaScript SDK asks when it logs in: its list of conversations in one answer. It sends protobuf and wants
 * {@code data} as base64 of protobuf; whoever sends JSON gets JSON.
 */
@Dependent
@Path("/jssdk")
public class JsSdkResource {
    static final String PROTOBUF = "application/x-protobuf";

    private final ConversationService conversations;

    @Inject
    public JsSdkResource(ConversationService conversations) {
        this.conversations = conversations;
    }

    @POST
    @Path("get_active_conversations")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer active(Call call) {
        return json(active(call.actingFor("ownerUserID"), call.body().seq("count")));
    }

    @POST
    @Path("get_active_conversations")
    @Consumes(PROTOBUF)
    public Answer activeAsProtobuf(byte[] body, @Context SecurityContext security) {
        GetActiveConversationsReq request = parsed(() -> GetActiveConversationsReq.parseFrom(body));
        return protobuf(active(owner(request.getOwnerUserID(), security), request.getCount()));
    }

    private Overview active(UserId owner, long count) {
        boolean given = count > 0 && count < ConversationService.OVERVIEW_MAX;
        return conversations.active(owner, given ? (int) count : ConversationService.OVERVIEW_MAX);
    }

    @POST
    @Path("get_conversations")
    @Consumes(MediaType.APPLICATION_JSON)
    public Answer some(Call call) {
        UserId owner = call.actingFor("ownerUserID");
        return json(conversations.overview(
                owner,
                new LinkedHashSet<>(call.body().conversationIds("conversationIDs", ConversationService.OVERVIEW_MAX))));
    }

    @POST
    @Path("get_conversations")
    @Consumes(PROTOBUF)
    public Answer someAsProtobuf(byte[] body, @Context SecurityContext security) {
        GetConversationsReq request = parsed(() -> GetConversationsReq.parseFrom(body));
        UserId owner = owner(request.getOwnerUserID(), security);
        return protobuf(conversations.overview(owner, ids(request.getConversationIDsList())));
    }

    private static Set<ConversationId> ids(List<String> ids) {
        Set<ConversationId> wanted = new LinkedHashSet<>();
        ids.forEach(id -> wanted.add(new ConversationId(id)));
        return wanted;
    }

    /** The same rule as for JSON: nobody asks for somebody else. */
    private static UserId owner(String ownerUserId, SecurityContext security) {
        return new Call(TokenCheck.caller(security), "", Body.EMPTY).permitted("ownerUserID", new UserId(ownerUserId));
    }

    private static Answer json(Overview overview) {
        return Answer.of(Overviews.json(overview));
    }

    private static Answer protobuf(Overview overview) {
        return Answer.of(Json.text(
                Base64.getEncoder().encodeToString(Overviews.protobuf(overview).toByteArray())));
    }

    private interface Parsing<T> {
        T parse() throws InvalidProtocolBufferException;
    }

    private static <T> T parsed(Parsing<T> parsing) {
        try {
            return parsing.parse();
        } catch (InvalidProtocolBufferException e) {
            throw new ImException(ErrorCode.ARGS, "the body is not the protobuf message of this request", e);
        }
    }
}
