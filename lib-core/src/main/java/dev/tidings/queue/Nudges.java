package dev.tidings.queue;

/**
 * Wakes the queues that deal out their lanes anew when a consumer joins. The broker holds such a queue until nothing of it is
 * under way, but looks again only when something happens there: after the last acknowledgement of a quiet moment, nothing would.
 */
public interface Nudges {
    /** The property by which consumers know one: what the broker's client makes of no body at all is not always no bytes. */
    String IS_NUDGE = "im_nudge";

    /**
     * Puts a message without a body, which is no batch and is not kept over a restart, on each of these queues.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the broker does not answer
     */
    void nudge();
}
