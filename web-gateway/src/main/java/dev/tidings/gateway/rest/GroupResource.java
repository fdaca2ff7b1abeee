package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.enterprise.context.Dependent;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** What clients ask about groups when they log in. There are no groups: lists are empty, and a group is not found. */
@Dependent
@Path("/group")
@Consumes(MediaType.APPLICATION_JSON)
public class GroupResource {
    private static final int GROUPS_MAX = 1_000;

    @POST
    @Path("get_incremental_join_groups")
    public Answer changes(Call call) {
        call.actingFor("userID");
        return Answer.of(NothingYet.changes());
    }

    @POST
    @Path("get_full_join_group_ids")
    public Answer fullIds(Call call) {
        call.actingFor("userID");
        return Answer.of(NothingYet.ids("groupIDs", call.body().unsigned("idHash")));
    }

    @POST
    @Path("get_joined_group_list")
    public Answer joined(Call call) {
        return page(call, "fromUserID", "groups");
    }

    @POST
    @Path("get_recv_group_applicationList")
    public Answer applications(Call call) {
        return page(call, "fromUserID", "groupRequests");
    }

    @POST
    @Path("get_user_req_group_applicationList")
    public Answer ownApplications(Call call) {
        return page(call, "userID", "groupRequests");
    }

    private static Answer page(Call call, String userField, String listField) {
        call.actingFor(userField);
        call.body().page();
        return Answer.of(NothingYet.page(listField));
    }

    @POST
    @Path("get_incremental_group_members_batch")
    public Answer memberChanges(Call call) {
        call.actingFor("userID");
        call.body().objects("reqList", GROUPS_MAX);
        return Answer.of(Json.object().add("respList", JsonValue.EMPTY_JSON_OBJECT));
    }

    @POST
    @Path("get_groups_info")
    public Answer groups(Call call) {
        call.body().strings("groupIDs", GROUPS_MAX);
        return Answer.of(NothingYet.list("groupInfos"));
    }

    @POST
    @Path("get_group_members_info")
    public Answer members(Call call) {
        throw notFound(call);
    }

    @POST
    @Path("get_group_member_list")
    public Answer memberPage(Call call) {
        throw notFound(call);
    }

    @POST
    @Path("get_full_group_member_user_ids")
    public Answer memberIds(Call call) {
        throw notFound(call);
    }

    private static ImException notFound(Call call) {
        return new ImException(
                ErrorCode.GROUP_ID_NOT_FOUND, "there is no group " + call.body().requiredString("groupID"));
    }
}
