package dev.tidings.hook;

import java.util.List;

/** Where events wait until the business server has them: durable, and in order for each conversation and user. */
interface EventOutbox {
    /**
     * Returns when the broker has all of them on its disk, or none.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} when that is not known to be so
     */
    void put(List<HookEvent> events);
}
