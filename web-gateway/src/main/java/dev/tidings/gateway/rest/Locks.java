package dev.tidings.gateway.rest;

import dev.tidings.msg.AuthService;
import dev.tidings.rate.RateLimits;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;

/** Puts a lock on every resource method: a token is needed unless the method says otherwise. */
@Provider
@Dependent
public class Locks implements DynamicFeature {
    private final AuthService auth;
    private final RateLimits limits;

    @Inject
    public Locks(AuthService auth, RateLimits limits) {
        this.auth = auth;
        this.limits = limits;
    }

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (!has(resource, Open.class)) {
            context.register(new TokenCheck(auth, limits, has(resource, AdminOnly.class)));
        }
    }

    private static boolean has(ResourceInfo resource, Class<? extends Annotation> mark) {
        return resource.getResourceMethod().isAnnotationPresent(mark)
                || resource.getResourceClass().isAnnotationPresent(mark);
    }
}
