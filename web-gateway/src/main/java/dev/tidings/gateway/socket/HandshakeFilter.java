package dev.tidings.gateway.socket;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
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
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks who comes in, and refuses a native client before the upgrade: it reads the error from the body of an HTTP answer. Clients
 * that asked for the result as a text frame are let through and refused in {@link ChatSocket}, because a browser shows its
 * page nothing of a failed upgrade.
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
        Handshake.Checked checked;
        try {
            if (!request.getMethod().equals("GET")) {
                throw new ImException(ErrorCode.CONN_ARGS, "the method is not GET");
            }
            checked = handshake.check(request.getQueryString());
        } catch (RuntimeException e) {
            refuse(response, e, HttpServletResponse.SC_OK);
            return;
        }
        chain.doFilter(new Upgrading(request, checked), response);
    }

    /**
     * What the WebSocket container gets to see: what came of the check, which the socket's session has as its principal, no query and
     * only the headers that it goes by. It would keep all it sees with every socket for as long as that lives: the query four
     * times and its parameters twice, each with the token, and whatever a browser tells about itself.
     */
    private static final class Upgrading extends HttpServletRequestWrapper {
        private static final Set<String> HEADERS = Set.of("host", "origin", "connection", "upgrade");

        private final Handshake.Checked checked;

        Upgrading(HttpServletRequest request, Handshake.Checked checked) {
            super(request);
            this.checked = checked;
        }

        @Override
        public Principal getUserPrincipal() {
            return checked;
        }

        @Override
        public @Nullable String getQueryString() {
            return null;
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                    .filter(name -> isForTheContainer(name.toLowerCase(Locale.ROOT)))
                    .toList());
        }

        private static boolean isForTheContainer(String header) {
            return HEADERS.contains(header) || header.startsWith("sec-websocket-");
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
