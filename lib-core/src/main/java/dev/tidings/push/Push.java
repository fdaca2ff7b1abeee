package dev.tidings.push;

import java.util.List;

/** The push module's face to the transfer module: called once for each batch. */
public interface Push {
    /**
     * Hands the deliveries to every socket of their audiences, in order, and to offline push for who has none.
     *
     * @param deliveries at most 1000, in seq order for each conversation
     * @throws RuntimeException if it could not be done; the caller puts the same batch on the push queue
     */
    void push(List<Delivery> deliveries);
}
