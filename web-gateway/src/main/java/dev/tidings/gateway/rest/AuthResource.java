package dev.tidings.gateway.rest;

import dev.tidings.message.UserId;
import dev.tidings.msg.AuthService;
import dev.tidings.token.Caller;
import dev.tidings.token.IssuedToken;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** Tokens: the business server gets one for itself, and one for each of its users' devices. */
@Dependent
@Path("/auth")
@Consumes(MediaType.APPLICATION_JSON)
public class AuthResource {
    private final AuthService auth;

    @Inject
    public AuthResource(AuthService auth) {
        this.auth = auth;
    }

    @POST
    @Open
    @Path("get_admin_token")
    public Answer adminToken(Call call, @HeaderParam(RequestRules.PEER) String address) {
        String secret = call.body().requiredString("secret");
        UserId admin = call.body().userId("userID");
        return token(auth.adminToken(secret, admin, address));
    }

    @POST
    @AdminOnly
    @Path("get_user_token")
    public Answer userToken(Call call) {
        return token(auth.userToken(call.body().userId("userID"), call.body().requiredInt("platformID")));
    }

    private Answer token(IssuedToken issued) {
        return Answer.of(Json.object()
                .add("token", issued.token())
                .add("expireTimeSeconds", auth.validity().toSeconds()));
    }

    @POST
    @Open
    @Path("parse_token")
    public Answer parseToken(Call call) {
        Caller caller = auth.verify(call.body().requiredString("token"));
        return Answer.of(Json.object()
                .add("userID", caller.user().value())
                .add("platformID", caller.platformId())
                .add("expireTimeSeconds", caller.expiresAt() / 1000));
    }

    @POST
    @AdminOnly
    @Path("force_logout")
    public Answer forceLogout(Call call) {
        auth.forceLogout(call.body().userId("userID"), Bodies.platform(call.body(), "platformID"));
        return Answer.DONE;
    }
}
