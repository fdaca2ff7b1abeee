package dev.tidings.provider;

import java.util.List;

/** A way to devices that are not connected. */
public interface PushProvider extends AutoCloseable {
    /** How many pushes one call may have. */
    int MAX = 100;

    /**
     * Hands pushes to the provider and waits for its answers, for a bounded time whatever the provider does. It does not
     * repeat by itself, but for a new access token. It throws nothing that has to do with the provider.
     *
     * @param pushes 1 to {@value #MAX}
     * @return the outcomes in the order of the pushes
     */
    List<Outcome> push(List<DevicePush> pushes);

    @Override
    default void close() {}
}
