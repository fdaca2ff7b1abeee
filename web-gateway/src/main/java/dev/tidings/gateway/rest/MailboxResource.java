package dev.tidings.gateway.rest;

import dev.tidings.message.UserId;
import dev.tidings.msg.InboxService;
import dev.tidings.msg.MailboxPage;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/**
 * The caller's mailbox: everything the user has sent and got, in one series. One number is enough to sync: "what is after
 * 1041?" This is Tidings' own, beside the protocol; an admin names the {@code userID} whose mailbox it is.
 */
@Dependent
@Path("/mailbox")
@Consumes(MediaType.APPLICATION_JSON)
public class MailboxResource {
    private static final int PULL_MAX = 500;

    private final InboxService inbox;

    @Inject
    public MailboxResource(InboxService inbox) {
        this.inbox = inbox;
    }

    @POST
    @Path("newest")
    public Answer newest(Call call) {
        return Answer.of(Json.object().add("newest", inbox.newestOfMailbox(call.actingForOrSelf("userID"))));
    }

    @POST
    @Path("pull")
    public Answer pull(Call call) {
        UserId owner = call.actingForOrSelf("userID");
        long from = call.body().requiredSeq("from");
        long to = call.body().has("to") ? call.body().requiredSeq("to") : Long.MAX_VALUE;
        int limit = call.body().has("limit") ? call.body().requiredInt("limit") : PULL_MAX;
        if (limit < 1 || limit > PULL_MAX) {
            throw Body.wrong("limit", "is not 1 to " + PULL_MAX);
        }
        MailboxPage page = inbox.pullMailbox(owner, from, to, limit);
        return Answer.of(Json.object()
                .add("entries", Json.list(page.entries(), Shapes::mailboxEntry))
                .add("newest", page.newest())
                .add("isEnd", page.isEnd()));
    }
}
