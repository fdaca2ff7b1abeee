package dev.tidings.gateway.rest;

import dev.tidings.hook.DeadEvent;
import dev.tidings.msg.HookService;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** Events that the business server did not take, for an operator. */
@Dependent
@Path("/hook")
@Consumes(MediaType.APPLICATION_JSON)
public class HookResource {
    private static final int USUAL_LIMIT = 100;
    private static final int ID_MAX = 200;

    private final HookService hooks;

    @Inject
    public HookResource(HookService hooks) {
        this.hooks = hooks;
    }

    @POST
    @AdminOnly
    @Path("dead_letters")
    public Answer deadLetters(Call call) {
        int limit = call.body().has("limit") ? call.body().requiredInt("limit") : USUAL_LIMIT;
        if (limit < 1 || limit > HookService.MAX) {
            throw Body.wrong("limit", "is not 1 to " + HookService.MAX);
        }
        return Answer.of(Json.object().add("deadLetters", Json.list(hooks.deadEvents(limit), HookResource::shape)));
    }

    private static JsonValue shape(DeadEvent event) {
        return Json.object()
                .add("eventID", event.id())
                .add("hook", event.hook())
                .add("order", event.order())
                .add("attempts", event.attempts())
                .add("reason", event.reason())
                .add("time", event.buriedAt())
                .build();
    }

    /** All of them if no ids are named, the oldest {@value HookService#MAX} at most. */
    @POST
    @AdminOnly
    @Path("replay")
    public Answer replay(Call call) {
        var ids = call.body().strings("eventIDs", HookService.MAX);
        if (ids.stream().anyMatch(id -> id.isBlank() || id.length() > ID_MAX)) {
            throw Body.wrong("eventIDs", "has something that is no event's id");
        }
        return Answer.of(Json.object().add("replayed", hooks.replay(ids)));
    }
}
