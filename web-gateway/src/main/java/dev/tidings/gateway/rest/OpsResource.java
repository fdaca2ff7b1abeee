package dev.tidings.gateway.rest;

import dev.tidings.deadletter.DeadLetter;
import dev.tidings.msg.DeadLetterService;
import dev.tidings.msg.RepairService;
import dev.tidings.reconcile.Finding;
import dev.tidings.reconcile.Piece;
import dev.tidings.reconcile.Recount;
import dev.tidings.reconcile.Recounting;
import dev.tidings.reconcile.Scope;
import dev.tidings.seq.Series;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an operator repairs with: dead letters, and stores that differ. */
@Dependent
@Path("/ops")
@Consumes(MediaType.APPLICATION_JSON)
public class OpsResource {
    private static final int USUAL_LIMIT = 100;
    private static final int TEXT_MAX = 200;
    private static final int CURSOR_MAX = 300;

    private final DeadLetterService letters;
    private final RepairService repairs;

    @Inject
    public OpsResource(DeadLetterService letters, RepairService repairs) {
        this.letters = letters;
        this.repairs = repairs;
    }

    @POST
    @AdminOnly
    @Path("list_dead_letters")
    public Answer listDeadLetters(Call call) {
        List<DeadLetter> page = letters.list(
                text(call.body(), "queue", TEXT_MAX),
                text(call.body(), "after", TEXT_MAX),
                limit(call.body(), DeadLetterService.MAX));
        return Answer.of(Json.object().add("deadLetters", Json.list(page, OpsResource::shape)));
    }

    @POST
    @AdminOnly
    @Path("show_dead_letter")
    public Answer showDeadLetter(Call call) {
        return Answer.of(shape(letters.show(call.body().requiredString("letterID"))));
    }

    @POST
    @AdminOnly
    @Path("replay_dead_letters")
    public Answer replayDeadLetters(Call call) {
        var moved = letters.replay(ids(call.body()), call.caller(), call.operationId());
        return Answer.of(left(Json.object().add("replayed", moved.count()), moved));
    }

    @POST
    @AdminOnly
    @Path("discard_dead_letters")
    public Answer discardDeadLetters(Call call) {
        String reason = call.body().requiredString("reason");
        if (reason.length() > TEXT_MAX || reason.chars().anyMatch(Character::isISOControl)) {
            throw Body.wrong("reason", "has more than " + TEXT_MAX + " characters, or one that is not printable");
        }
        var moved = letters.discard(ids(call.body()), reason, call.caller(), call.operationId());
        return Answer.of(left(Json.object().add("discarded", moved.count()), moved));
    }

    private static List<String> ids(Body body) {
        List<String> ids = body.strings("letterIDs", DeadLetterService.MAX);
        if (ids.isEmpty()) {
            throw Body.wrong("letterIDs", "is empty");
        }
        return ids;
    }

    private static JsonObjectBuilder left(JsonObjectBuilder answer, DeadLetterService.Moved moved) {
        return answer.add(
                "left",
                Json.list(
                        moved.left().entrySet(),
                        it -> Json.object()
                                .add("letterID", it.getKey())
                                .add("reason", it.getValue())
                                .build()));
    }

    private static JsonObject shape(DeadLetter letter) {
        return Json.object()
                .add("letterID", letter.id())
                .add("queue", letter.queue())
                .add("reason", letter.reason())
                .add("time", letter.buriedAt())
                .add("attempts", letter.attempts())
                .add("readable", letter.readable())
                .add("bytes", letter.bytes())
                .add("count", letter.count())
                .add("items", Json.list(letter.items(), OpsResource::shape))
                .build();
    }

    private static JsonObject shape(DeadLetter.Item item) {
        return Json.object()
                .add("serverMsgID", item.serverMsgId())
                .add("clientMsgID", item.clientMsgId())
                .add("conversationID", item.conversation())
                .add("sendID", item.sender())
                .add("contentType", item.contentType())
                .add("sendTime", item.sendTime())
                .add("seq", item.seq())
                .add("eventID", item.event())
                .add("hook", item.hook())
                .build();
    }

    @POST
    @AdminOnly
    @Path("reconcile")
    public Answer reconcile(Call call) {
        Body body = call.body();
        Scope scope = new Scope(
                body.has("userID") ? body.userId("userID") : null,
                body.has("conversationID") ? body.conversationId("conversationID") : null,
                body.has("start") ? (Long) body.requiredSeq("start") : null,
                body.has("end") ? (Long) body.requiredSeq("end") : null);
        Piece piece = repairs.reconcile(
                scope, text(body, "cursor", CURSOR_MAX), limit(body, RepairService.PIECE_MAX), body.flag("mend"));
        return Answer.of(Json.object()
                .add("looked", piece.looked())
                .add("findings", Json.list(piece.findings(), OpsResource::shape))
                .add("undecided", piece.undecided())
                .add("next", nonNull(piece.next())));
    }

    private static JsonObject shape(Finding finding) {
        return Json.object()
                .add("difference", finding.difference().name().toLowerCase(Locale.ROOT))
                .add("where", finding.where())
                .add("from", finding.from())
                .add("to", finding.to())
                .add("about", finding.about())
                .add("mended", finding.mended())
                .add("done", finding.done())
                .build();
    }

    @POST
    @AdminOnly
    @Path("rebuild_counters")
    public Answer rebuildCounters(Call call) {
        Body body = call.body();
        if (body.has("userID") && body.has("conversationID")) {
            throw Body.wrong("userID", "and conversationID are not named together");
        }
        Recounting.Page page = body.has("userID") || body.has("conversationID")
                ? repairs.rebuild(series(body))
                : repairs.rebuildSome(text(body, "cursor", CURSOR_MAX), limit(body, RepairService.PIECE_MAX));
        return Answer.of(Json.object()
                .add("counted", page.counted())
                .add("changed", Json.list(page.changed(), OpsResource::shape))
                .add("next", nonNull(page.next())));
    }

    private static Series series(Body body) {
        return body.has("userID")
                ? Series.mailboxOf(body.userId("userID"))
                : Series.of(body.conversationId("conversationID"));
    }

    private static JsonObject shape(Recount recount) {
        return Json.object()
                .add("where", recount.where())
                .add("before", recount.before())
                .add("after", recount.after())
                .add("held", recount.held())
                .build();
    }

    private static int limit(Body body, int max) {
        int limit = body.optionalInt("limit").orElse(USUAL_LIMIT);
        if (limit < 1 || limit > max) {
            throw Body.wrong("limit", "is not 1 to " + max);
        }
        return limit;
    }

    /** The text, null if it is missing or empty: what an answer has for "from the beginning". */
    private static @Nullable String text(Body body, String field, int max) {
        String text = body.nonEmptyString(field).orElse(null);
        if (text != null && text.length() > max) {
            throw Body.wrong(field, "has more than " + max + " characters");
        }
        return text;
    }

    private static String nonNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
