package dev.tidings.gateway.health;

import dev.tidings.gateway.socket.Lobby;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Tells a load balancer whether new clients may come here: 200, or 503 while this node drains. No store is asked. All nodes
 * share the stores, and without one of them still do a part of their work; a balancer that took it for the nodes' own
 * fault would leave nobody to do it.
 */
@WebServlet("/open")
public class OpenServlet extends HttpServlet {
    private final transient Lobby lobby;

    @Inject
    public OpenServlet(Lobby lobby) {
        this.lobby = lobby;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(lobby.isDraining() ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : HttpServletResponse.SC_OK);
        response.setContentType("text/plain");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().print(lobby.isDraining() ? "draining\n" : "open\n");
    }
}
