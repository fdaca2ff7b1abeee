package dev.tidings.gateway.rest;

import dev.tidings.user.Users;
import jakarta.enterprise.context.Dependent;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/**
 * What clients ask about friends when they log in or meet somebody. There is no friend list: everyone may write to everyone,
 * and every answer is that it is empty.
 */
@Dependent
@Path("/friend")
@Consumes(MediaType.APPLICATION_JSON)
public class FriendResource {
    @POST
    @Path("get_incremental_friends")
    public Answer changes(Call call) {
        call.actingFor("userID");
        return Answer.of(NothingYet.changes());
    }

    @POST
    @Path("get_full_friend_user_ids")
    public Answer fullIds(Call call) {
        call.actingFor("userID");
        return Answer.of(NothingYet.ids("userIDs", call.body().unsigned("idHash")));
    }

    @POST
    @Path("get_friend_list")
    public Answer friends(Call call) {
        return page(call, "friendsInfo");
    }

    @POST
    @Path("get_black_list")
    public Answer blacks(Call call) {
        return page(call, "blacks");
    }

    /** The field's capital letter is the protocol's. */
    @POST
    @Path("get_friend_apply_list")
    public Answer applications(Call call) {
        return page(call, "FriendRequests");
    }

    @POST
    @Path("get_self_friend_apply_list")
    public Answer ownApplications(Call call) {
        return page(call, "friendRequests");
    }

    private static Answer page(Call call, String field) {
        call.actingFor("userID");
        call.body().page();
        return Answer.of(NothingYet.page(field));
    }

    @POST
    @Path("get_designated_friends")
    public Answer some(Call call) {
        call.actingFor("ownerUserID");
        call.body().userIds("friendUserIDs", Users.MAX);
        return Answer.of(NothingYet.list("friendsInfo"));
    }
}
