package dev.tidings.gateway.socket;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.omtp.HandshakeQuery;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;

/**
 * Refuses a native client before the upgrade: it reads the error from the body of an HTTP answer. Clients that asked for
 * the result as a text frame are let through and refused in {@link ChatSocket}, because a browser shows its page nothing
 * of a failed upgrade.
 */
@WebFilter(urlPatterns = "/ws", asyncSupported = true)
public class HandshakeFilter extends HttpFilter {
    private final transient Handshake handshake;
    private final transient Lobby lobby;

    @Inject
    public HandshakeFilter(Handshake handshake, Lobby lobby) {
        this.handshake = handshake;
        this.lobby = lobby;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            lobby.checkOpen();
        } catch (ImException e) {
            // Every client's, so that a load balancer sees it and asks the next node.
            refuse(response, e, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        HttpServletRequest checked = request;
        try {
            if (!request.getMethod().equals("GET")) {
                throw new ImException(ErrorCode.CONN_ARGS, "the method is not GET");
            }
            Map<String, List<String>> parameters = Handshake.parameters(request.getQueryString());
            if (!HandshakeQuery.wantsTextResult(parameters)) {
                checked = new Checked(request, handshake.accept(parameters));
            }
        } catch (RuntimeException e) {
            refuse(response, e, HttpServletResponse.SC_OK);
            return;
        }
        chain.doFilter(checked, response);
    }

    /** Brings what was found out along to the socket, whose session has the principal of the request. */
    private static final class Checked extends HttpServletRequestWrapper {
        private final Handshake.Accepted accepted;

        Checked(HttpServletRequest request, Handshake.Accepted accepted) {
            super(request);
            this.accepted = accepted;
        }

        @Override
        public Principal getUserPrincipal() {
            return accepted;
        }
    }

    private static void refuse(HttpServletResponse response, RuntimeException failure, int status) throws IOException {
        byte[] body = Handshake.refusal(failure instanceof ImException ? failure : new IllegalStateException(failure))
                .json()
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
