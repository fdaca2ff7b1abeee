package dev.tidings.gateway.rest;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What every answer says beside itself: which pages may read it (CORS), and that nobody keeps it. */
@Provider
@Dependent
public class AnswerHeaders implements ContainerResponseFilter {
    private static final String ANY = "*";
    private static final String ORIGIN = "Origin";
    /** Seconds for which a browser need not ask again. */
    private static final int MAX_AGE = 172_800;

    private static final String ALLOWED_HEADERS =
            "content-type, operationid, token, accept, accept-language, source, lang, requestapi";

    private final Set<String> origins;

    /** @param origins {@code im.http.cors-origins}: {@code *}, or the origins of the pages that may use the API */
    @Inject
    public AnswerHeaders(@ConfigProperty(name = "im.http.cors-origins") Set<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.putSingle("X-Content-Type-Options", "nosniff");
        if (origins.contains(ANY)) {
            headers.putSingle("Access-Control-Allow-Origin", ANY);
        } else {
            headers.putSingle(HttpHeaders.VARY, ORIGIN);
            String origin = request.getHeaderString(ORIGIN);
            if (origin == null || !origins.contains(origin)) {
                return;
            }
            headers.putSingle("Access-Control-Allow-Origin", origin);
        }
        headers.putSingle("Access-Control-Allow-Methods", "POST, OPTIONS");
        headers.putSingle("Access-Control-Allow-Headers", ALLOWED_HEADERS);
        headers.putSingle("Access-Control-Max-Age", MAX_AGE);
    }
}
