package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.msg.AuthService;
import dev.tidings.rate.RateLimits;
import dev.tidings.token.Caller;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Finds out who asks, by the {@code token} header, and whether he may ask at all, and so often. */
@Priority(Priorities.AUTHENTICATION)
final class TokenCheck implements ContainerRequestFilter {
    private static final String TOKEN = "token";

    private final AuthService auth;
    private final RateLimits limits;
    private final boolean adminOnly;

    TokenCheck(AuthService auth, RateLimits limits, boolean adminOnly) {
        this.auth = auth;
        this.limits = limits;
        this.adminOnly = adminOnly;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String token = request.getHeaderString(TOKEN);
        if (token == null || token.isBlank()) {
            throw new ImException(ErrorCode.ARGS, "header must have token");
        }
        Caller caller = auth.verify(token);
        if (adminOnly && !caller.isAdmin()) {
            throw new ImException(ErrorCode.NO_PERMISSION, "this needs an admin's token");
        }
        limits.admit(
                caller.isAdmin() ? RateLimits.Kind.ADMIN_REQUESTS : RateLimits.Kind.CLIENT_REQUESTS, caller.user());
        request.setSecurityContext(
                new Known(caller, request.getSecurityContext().isSecure()));
    }

    /** Whom a check found; null if the resource needs no token. */
    static @Nullable Caller caller(SecurityContext security) {
        return security.getUserPrincipal() instanceof Name name ? name.caller() : null;
    }

    /** The caller under the name that JAX-RS has for it. */
    private record Name(Caller caller) implements Principal {
        @Override
        public String getName() {
            return caller.user().value();
        }
    }

    /** Tells everything further down who the caller is. */
    private record Known(Caller caller, boolean isSecure) implements SecurityContext {
        @Override
        public Principal getUserPrincipal() {
            return new Name(caller);
        }

        @Override
        public boolean isUserInRole(String role) {
            return role.equals("admin") && caller.isAdmin();
        }

        @Override
        public String getAuthenticationScheme() {
            return TOKEN;
        }
    }
}
