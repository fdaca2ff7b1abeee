package dev.tidings.gateway.rest;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * Leads the API's public paths ({@code /user/...}) to where JAX-RS is mapped ({@code /api/user/...}): mapped to the root
 * itself it would take the demo page, the admin console and the WebSocket's path as well.
 */
@WebFilter(
        urlPatterns = {
            "/auth/*",
            "/user/*",
            "/msg/*",
            "/conversation/*",
            "/friend/*",
            "/group/*",
            "/jssdk/*",
            "/mailbox/*",
            "/ops/*",
            "/demo/*",
            "/node/*",
            "/third/*",
            "/object/*",
            "/statistics/*"
        },
        dispatcherTypes = DispatcherType.REQUEST,
        asyncSupported = true)
public class ApiPaths implements Filter {
    /** Nothing else is forwarded as it came: a path with dots could lead out of the API. */
    private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_]{1,64}){1,4}");

    private static final String UNKNOWN = "/unknown";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(RequestRules.PEER, request.getRemoteAddr());
        request.getRequestDispatcher(RestApplication.ROOT + target((HttpServletRequest) request))
                .forward(request, response);
    }

    private static String target(HttpServletRequest request) {
        String info = request.getPathInfo();
        String path = info == null ? request.getServletPath() : request.getServletPath() + info;
        return PLAIN.matcher(path).matches() ? path : UNKNOWN;
    }
}
