package dev.tidings.gateway.rest;

import dev.tidings.database.Page;
import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.UserId;
import dev.tidings.msg.UserService;
import dev.tidings.presence.OnlineDevice;
import dev.tidings.user.User;
import dev.tidings.user.UserChanges;
import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Users: registered by the business server, seen by everyone who is logged in, changed by themselves. */
@Dependent
@Path("/user")
@Consumes(MediaType.APPLICATION_JSON)
public class UserResource {
    private static final int REGISTERED = 1;
    private static final int ONLINE = 1;
    /** The protocol's {@code appMangerLevel} of accounts that no person has. */
    private static final int NOTIFICATION_ACCOUNT = 3;

    private static final int ROBOT = 4;

    private final UserService users;

    @Inject
    public UserResource(UserService users) {
        this.users = users;
    }

    @POST
    @AdminOnly
    @Path("user_register")
    public Answer register(Call call) {
        users.register(
                call.body().objects("users", Users.MAX).stream()
                        .map(Bodies::newUser)
                        .toList(),
                call.operationId());
        return Answer.DONE;
    }

    @POST
    @AdminOnly
    @Path("account_check")
    public Answer accountCheck(Call call) {
        List<UserId> asked = call.body().userIds("checkUserIDs", Users.MAX);
        Set<UserId> registered = users.existing(asked);
        return Answer.of(Json.object()
                .add(
                        "results",
                        Json.list(
                                asked,
                                user -> Json.object()
                                        .add("userID", user.value())
                                        .add("accountStatus", registered.contains(user) ? REGISTERED : 0)
                                        .build())));
    }

    @POST
    @Path("get_users_info")
    public Answer usersInfo(Call call) {
        List<User> found = users.find(call.body().userIds("userIDs", Users.MAX));
        return Answer.of(Json.object().add("usersInfo", Json.list(found, Shapes::user)));
    }

    @POST
    @AdminOnly
    @Path("get_users")
    public Answer users(Call call) {
        Page<User> page = users.page(call.body().page());
        return Answer.of(Json.object().add("total", page.total()).add("users", Json.list(page.items(), Shapes::user)));
    }

    @POST
    @AdminOnly
    @Path("get_all_users_uid")
    public Answer userIds(Call call) {
        Page<User> page = users.page(call.body().page());
        return Answer.of(Json.object()
                .add("total", page.total())
                .add(
                        "userIDs",
                        Json.list(page.items(), user -> Json.text(user.id().value()))));
    }

    @POST
    @Path("update_user_info")
    public Answer update(Call call) {
        return update(call, Bodies.filledIn(call.body().object("userInfo")));
    }

    @POST
    @Path("update_user_info_ex")
    public Answer updateEx(Call call) {
        return update(call, Bodies.given(call.body().object("userInfo")));
    }

    private Answer update(Call call, UserChanges changes) {
        call.permitted("userInfo.userID", changes.id());
        users.update(changes, call.operationId());
        return Answer.DONE;
    }

    @POST
    @AdminOnly
    @Path("add_notification_account")
    public Answer addNotificationAccount(Call call) {
        Body body = call.body();
        int level = body.integer("appMangerLevel") == 0 ? NOTIFICATION_ACCOUNT : body.integer("appMangerLevel");
        if (level != NOTIFICATION_ACCOUNT && level != ROBOT) {
            throw Body.wrong("appMangerLevel", "is not " + NOTIFICATION_ACCOUNT + " or " + ROBOT + " (a robot)");
        }
        UserId id = body.string("userID").isEmpty()
                ? new UserId(UUID.randomUUID().toString().replace("-", ""))
                : body.userId("userID");
        User account = new User(id, body.requiredString("nickName"), body.string("faceURL"), "", 0, level, 0);
        users.register(List.of(account), call.operationId());
        return Answer.of(account(account));
    }

    @POST
    @AdminOnly
    @Path("update_notification_account")
    public Answer updateNotificationAccount(Call call) {
        UserId id = call.body().userId("userID");
        boolean isOne =
                users.find(List.of(id)).stream().anyMatch(user -> user.appMangerLevel() >= NOTIFICATION_ACCOUNT);
        if (!isOne) {
            throw new ImException(ErrorCode.USER_ID_NOT_FOUND, "there is no notification account " + id);
        }
        users.update(Bodies.filledInAccount(call.body()), call.operationId());
        return Answer.DONE;
    }

    @POST
    @AdminOnly
    @Path("search_notification_account")
    public Answer notificationAccounts(Call call) {
        Page<User> page = users.ofLevel(
                NOTIFICATION_ACCOUNT, call.body().string("keyword"), call.body().page());
        return Answer.of(Json.object()
                .add("total", page.total())
                .add(
                        "notificationAccounts",
                        Json.list(page.items(), user -> account(user).build())));
    }

    /** The spelling is the protocol's. */
    private static JsonObjectBuilder account(User user) {
        return Json.object()
                .add("userID", user.id().value())
                .add("nickName", user.nickname())
                .add("faceURL", user.faceUrl())
                .add("appMangerLevel", user.appMangerLevel());
    }

    @POST
    @AdminOnly
    @Path("get_users_online_status")
    public Answer onlineStatus(Call call) {
        return online(
                call,
                "detailPlatformStatus",
                devices -> Json.list(
                        devices,
                        device -> Json.object()
                                .add("platformID", device.platformId())
                                .add("connID", device.connectionId())
                                .add("isBackground", device.background())
                                .build()));
    }

    /** Tokens are secrets: how many sockets there are on each platform is all that is told of them. */
    @POST
    @AdminOnly
    @Path("get_users_online_token_detail")
    public Answer onlineTokenDetail(Call call) {
        return online(call, "singlePlatformToken", devices -> {
            var sockets = devices.stream()
                    .collect(Collectors.groupingBy(OnlineDevice::platformId, TreeMap::new, Collectors.counting()));
            return Json.list(
                    sockets.entrySet(),
                    platform -> Json.object()
                            .add("platformID", platform.getKey())
                            .add("total", platform.getValue())
                            .add("token", JsonValue.EMPTY_JSON_ARRAY)
                            .build());
        });
    }

    private Answer online(Call call, String field, Function<List<OnlineDevice>, JsonArray> details) {
        List<UserId> asked = call.body().userIds("userIDs", Users.MAX);
        Map<UserId, List<OnlineDevice>> online = users.online(asked);
        return Answer.of(Json.list(asked, user -> {
            List<OnlineDevice> devices = online.getOrDefault(user, List.of());
            return Json.object()
                    .add("userID", user.value())
                    .add("status", devices.isEmpty() ? 0 : ONLINE)
                    .add(field, details.apply(devices))
                    .build();
        }));
    }

    /** Favourites and the like, which an old SDK asks for when it logs in; nobody has any. */
    @POST
    @Path("process_user_command_get_all")
    public Answer commands(Call call) {
        call.actingFor("userID");
        return Answer.of(Json.object().add("CommandResp", JsonValue.EMPTY_JSON_ARRAY));
    }
}
