package dev.tidings.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one stack that all classes share: started for the first of them, stopped after the last. */
final class StackExtension implements BeforeAllCallback, ParameterResolver {
    private static final ExtensionContext.Namespace ALL_CLASSES =
            ExtensionContext.Namespace.create(StackExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        // Arquillian runs the same class inside the server, which needs no other.
        if (System.getProperty("com.sun.aas.instanceRoot") == null) {
            stack(context);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().equals(Stack.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stack(context);
    }

    private static Stack stack(ExtensionContext context) {
        return context.getRoot().getStore(ALL_CLASSES).getOrComputeIfAbsent("stack", key -> started(), Stack.class);
    }

    private static Stack started() {
        try {
            Stack stack = Stack.start("stack", 0, List.of());
            System.setProperty("tidings.admin-port", Integer.toString(stack.adminPort()));
            System.setProperty("tidings.admin-password", stack.secret("payara.admin-password"));
            return stack;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
