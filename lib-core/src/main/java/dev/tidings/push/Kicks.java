package dev.tidings.push;

import dev.tidings.token.Caller;
import java.util.Collection;

/** Closes sockets whose tokens are no longer good. */
public interface Kicks {
    /** Tells every socket that was opened with one of these tokens that it was kicked, and closes it. */
    void kick(Collection<Caller> tokens);
}
