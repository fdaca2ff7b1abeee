package dev.tidings.gateway.socket;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A class loader in which no service is found. Tyrus sets a timer anew with every frame, on an executor of Payara's, which
 * then looks for context providers in every jar that the thread's class loader knows: that was a quarter of what a message
 * cost the whole server.
 */
final class NoServices extends ClassLoader {
    private static final NoServices INSTANCE = new NoServices(NoServices.class.getClassLoader());
    private static final String SERVICES = "META-INF/services/";

    private NoServices(ClassLoader parent) {
        super(parent);
    }

    /** Runs it with this as the thread's class loader. */
    static void during(Runnable write) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(INSTANCE);
        try {
            write.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws java.io.IOException {
        return name.startsWith(SERVICES) ? Collections.emptyEnumeration() : super.getResources(name);
    }
}
