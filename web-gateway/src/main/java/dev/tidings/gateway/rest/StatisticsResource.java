package dev.tidings.gateway.rest;

import dev.tidings.history.Activity;
import dev.tidings.message.UserId;
import dev.tidings.msg.HistoryService;
import dev.tidings.msg.UserService;
import dev.tidings.user.Registrations;
import dev.tidings.user.User;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** How many users came and how much was written, by days in UTC. There are no groups, so theirs are none. */
@Dependent
@AdminOnly
@Path("/statistics")
@Consumes(MediaType.APPLICATION_JSON)
public class StatisticsResource {
    private final UserService users;
    private final HistoryService history;

    @Inject
    public StatisticsResource(UserService users, HistoryService history) {
        this.users = users;
        this.history = history;
    }

    @POST
    @Path("user/register")
    public Answer registered(Call call) {
        Registrations registrations = users.registrations(time(call, "start"), time(call, "end"));
        return Answer.of(Json.object()
                .add("total", registrations.total())
                .add("before", registrations.before())
                .add("count", perDay(registrations.perDay())));
    }

    @POST
    @Path("user/active")
    public Answer active(Call call) {
        Activity activity = history.activity(
                time(call, "start"),
                time(call, "end"),
                call.body().flag("ase"),
                call.body().page());
        List<UserId> ids = activity.page().stream().map(Activity.Sender::user).toList();
        Map<UserId, User> profiles = users.find(ids).stream().collect(Collectors.toMap(User::id, user -> user));
        return Answer.of(Json.object()
                .add("msgCount", activity.messages())
                .add("userCount", activity.senders())
                .add("dateCount", perDay(activity.perDay()))
                .add("users", Json.list(activity.page(), sender -> active(sender, profiles))));
    }

    private static JsonObject active(Activity.Sender sender, Map<UserId, User> profiles) {
        User profile = profiles.getOrDefault(sender.user(), User.of(sender.user(), "", "", 0));
        return Json.object()
                .add("user", Shapes.user(profile))
                .add("count", sender.messages())
                .build();
    }

    @POST
    @Path("group/create")
    public Answer groupsCreated(Call call) {
        requirePeriod(call);
        return Answer.of(Json.object().add("total", 0).add("before", 0).add("count", JsonValue.EMPTY_JSON_OBJECT));
    }

    @POST
    @Path("group/active")
    public Answer activeGroups(Call call) {
        requirePeriod(call);
        call.body().page();
        return Answer.of(Json.object()
                .add("msgCount", 0)
                .add("groupCount", 0)
                .add("dateCount", JsonValue.EMPTY_JSON_OBJECT)
                .add("groups", JsonValue.EMPTY_JSON_ARRAY));
    }

    /** Wrong is wrong, whether there is anything to count or not. */
    private static void requirePeriod(Call call) {
        if (time(call, "end").isBefore(time(call, "start"))) {
            throw Body.wrong("end", "is before start");
        }
    }

    private static Instant time(Call call, String field) {
        return Instant.ofEpochMilli(call.body().requiredSeq(field));
    }

    private static JsonObjectBuilder perDay(SortedMap<LocalDate, Long> perDay) {
        JsonObjectBuilder counts = Json.object();
        perDay.forEach((day, count) -> counts.add(day.toString(), count));
        return counts;
    }
}
