package dev.tidings.gateway.rest;

import dev.tidings.msg.DemoService;
import dev.tidings.token.IssuedToken;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** Users for the demo page; every request is refused unless {@code im.demo.enabled} is true. */
@Dependent
@Open
@Path("/demo")
@Consumes(MediaType.APPLICATION_JSON)
public class DemoResource {
    private final DemoService demo;

    @Inject
    public DemoResource(DemoService demo) {
        this.demo = demo;
    }

    @POST
    @Path("login")
    public Answer login(Call call) {
        String nickname = call.body().requiredString("nickname");
        IssuedToken issued = demo.login(nickname, call.operationId());
        return Answer.of(Json.object()
                .add("userID", issued.caller().user().value())
                .add("token", issued.token())
                .add("platformID", issued.caller().platformId())
                .add("nickname", nickname.strip()));
    }

    @POST
    @Path("users")
    public Answer users(Call call) {
        return Answer.of(Json.object()
                .add(
                        "users",
                        Json.list(
                                demo.users(),
                                user -> Json.object()
                                        .add("userID", user.id().value())
                                        .add("nickname", user.nickname())
                                        .build())));
    }
}
