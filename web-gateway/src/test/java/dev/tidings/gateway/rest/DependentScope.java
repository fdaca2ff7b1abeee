package dev.tidings.gateway.rest;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Singleton;
import java.lang.annotation.Annotation;
import org.glassfish.hk2.api.ActiveDescriptor;
import org.glassfish.hk2.api.Context;
import org.glassfish.hk2.api.ServiceHandle;
import org.glassfish.hk2.api.TypeLiteral;
import org.glassfish.hk2.utilities.binding.AbstractBinder;

/** Tells Jersey's own injection, which tests use in place of CDI, what {@code @Dependent} means. */
final class DependentScope extends AbstractBinder {
    @Override
    protected void configure() {
        bind(PerLookup.class).to(new TypeLiteral<Context<Dependent>>() {}).in(Singleton.class);
    }

    static final class PerLookup implements Context<Dependent> {
        @Override
        public Class<? extends Annotation> getScope() {
            return Dependent.class;
        }

        @Override
        public <U> U findOrCreate(ActiveDescriptor<U> descriptor, ServiceHandle<?> root) {
            return descriptor.create(root);
        }

        @Override
        public boolean containsKey(ActiveDescriptor<?> descriptor) {
            return false;
        }

        @Override
        public void destroyOne(ActiveDescriptor<?> descriptor) {}

        @Override
        public boolean supportsNullCreation() {
            return false;
        }

        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public void shutdown() {}
    }
}
