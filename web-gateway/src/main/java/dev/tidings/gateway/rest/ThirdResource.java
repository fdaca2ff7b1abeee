package dev.tidings.gateway.rest;

import dev.tidings.message.UserId;
import dev.tidings.msg.DeviceService;
import dev.tidings.offline.Device;
import dev.tidings.offline.ProviderName;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** What apps tell the server for offline push: how their device is reached, and what their icon shows. */
@Dependent
@Path("/third")
@Consumes(MediaType.APPLICATION_JSON)
public class ThirdResource {
    private final DeviceService devices;

    @Inject
    public ThirdResource(DeviceService devices) {
        this.devices = devices;
    }

    @POST
    @Path("fcm_update_token")
    public Answer fcmUpdateToken(Call call) {
        return register(call, call.actingFor("account"), ProviderName.FCM, "fcmToken");
    }

    @POST
    @Path("update_push_token")
    public Answer updatePushToken(Call call) {
        ProviderName provider = ProviderName.of(call.body().requiredString("provider"))
                .orElseThrow(() -> Body.wrong("provider", "is not fcm, apns, getui, jpush or http"));
        return register(call, call.actingForOrSelf("userID"), provider, "token");
    }

    private Answer register(Call call, UserId user, ProviderName provider, String tokenField) {
        devices.register(
                new Device(
                        user,
                        Bodies.platform(call.body(), "platformID"),
                        provider,
                        call.body().requiredString(tokenField)),
                call.body().seq("expireTime"));
        return Answer.DONE;
    }

    @POST
    @Path("set_app_badge")
    public Answer setAppBadge(Call call) {
        devices.badge(call.actingFor("userID"), call.body().requiredInt("appUnreadCount"));
        return Answer.DONE;
    }
}
