package dev.tidings.queue;

/**
 * Wakes the queues that deal out their lanes anew when a consumer joins. The broker holds such a queue until nothing of it is
 * under way, but looks again only when something happens there: after the last acknowledgement of a quiet moment, nothing would.
 */
public interface Nudges {
    /**
     * The property that a nudge has and nothing else does. Not that it is empty: a broker may hand an empty message out with the
     * bytes in which it has written down that it is.
     */
    String IS_NUDGE = "im_nudge";

    /**
     * Puts an empty message, which is no batch and is not kept over a restart, on each of these queues.
     *
     * @throws dev.tidings.fault.ImException {@code UNAVAILABLE} if the broker does not answer
     */
    void nudge();
}
