package dev.tidings.gateway.rest;

import dev.tidings.cluster.NodeStatus;
import dev.tidings.cluster.Nodes;
import dev.tidings.gateway.socket.Lobby;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;

/** This node as an operator sees it, and its drain before it is stopped or upgraded. */
@Dependent
@Path("/node")
@Consumes(MediaType.APPLICATION_JSON)
public class NodeResource {
    private static final int DRAIN_SECONDS_MAX = 3600;

    private final Nodes nodes;
    private final Lobby lobby;

    @Inject
    public NodeResource(Nodes nodes, Lobby lobby) {
        this.nodes = nodes;
        this.lobby = lobby;
    }

    @POST
    @AdminOnly
    @Path("status")
    public Answer status(Call call) {
        List<NodeStatus> all = nodes.all();
        NodeStatus here = all.get(0);
        return Answer.of(Json.object()
                .add("nodeID", here.id().value())
                .add("name", here.name())
                .add("users", here.users())
                .add("sockets", here.sockets())
                .add("draining", lobby.isDraining())
                .add("members", Json.list(all, NodeResource::member)));
    }

    private static JsonObject member(NodeStatus node) {
        return Json.object()
                .add("nodeID", node.id().value())
                .add("name", node.name())
                .add("users", node.users())
                .add("sockets", node.sockets())
                .add("draining", node.isDraining())
                .add("silentMillis", node.silentMillis())
                .add("slow", node.isSlow())
                .build();
    }

    @POST
    @AdminOnly
    @Path("drain")
    public Answer drain(Call call) {
        int seconds = call.body().requiredInt("seconds");
        if (seconds < 0 || seconds > DRAIN_SECONDS_MAX) {
            throw Body.wrong("seconds", "is not 0 to " + DRAIN_SECONDS_MAX);
        }
        lobby.drain(Duration.ofSeconds(seconds));
        nodes.draining(true);
        return Answer.DONE;
    }

    @POST
    @AdminOnly
    @Path("resume")
    public Answer resume(Call call) {
        lobby.resume();
        nodes.draining(false);
        return Answer.DONE;
    }
}
