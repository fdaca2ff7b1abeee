package dev.tidings.offline;

import java.util.Collection;
import java.util.Set;

/**
 * Which device was told of which message, for longer than a push is tried. Every method throws
 * {@link dev.tidings.fault.ImException} {@code UNAVAILABLE} if the store does not answer.
 */
public interface PushMarks {
    /**
     * Sets the marks that are not set yet.
     *
     * @return those that were not: each is returned to one caller only, until it is released
     */
    Set<PushMark> claim(Collection<PushMark> marks);

    /** Takes marks back: what they stand for was certainly not done. */
    void release(Collection<PushMark> marks);
}
