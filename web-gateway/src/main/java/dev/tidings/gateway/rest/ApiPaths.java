package dev.tidings.gateway.rest;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
        HttpServletRequest readable = isMediaType(request.getContentType())
                ? (HttpServletRequest) request
                : new OfUnknownType((HttpServletRequest) request);
        readable.getRequestDispatcher(RestApplication.ROOT + target(readable)).forward(readable, response);
    }

    private static boolean isMediaType(@Nullable String contentType) {
        try {
            return contentType == null || MediaType.valueOf(contentType) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A request whose Content-Type is none at all: JAX-RS would leave it to the container, which answers with a page of its own. */
    private static final class OfUnknownType extends HttpServletRequestWrapper {
        OfUnknownType(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getContentType() {
            return MediaType.APPLICATION_OCTET_STREAM;
        }

        @Override
        public @Nullable String getHeader(String name) {
            return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE) ? getContentType() : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)
                    ? Collections.enumeration(List.of(getContentType()))
                    : super.getHeaders(name);
        }
    }

    private static String target(HttpServletRequest request) {
        String info = request.getPathInfo();
        String path = info == null ? request.getServletPath() : request.getServletPath() + info;
        return PLAIN.matcher(path).matches() ? path : UNKNOWN;
    }
}
