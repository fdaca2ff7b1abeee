package dev.tidings.database;

import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * Has bytes bound as streams. What is bound as an array, Connector/J (9.7) writes in hexadecimal, byte by byte, and twice: the first time
 * only to learn how long the statement of a batch will be.
 */
public final class BytesAsStreams implements SessionCustomizer {
    @Override
    public void customize(Session session) {
        session.getPlatform().setUsesStreamsForBinding(true);
    }
}
