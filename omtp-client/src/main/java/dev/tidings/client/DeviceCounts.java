package dev.tidings.client;

/**
 * What a device has done since it was made.
 *
 * @param connects connections that the server accepted
 * @param delivered messages with a seq, given on in order
 * @param transients messages without a seq, given on
 * @param duplicates messages that it had already
 * @param gaps pushes that came before those between
 * @param pulls pull requests sent
 * @param pulled messages that came by pull
 * @param holes seqs that a pull did not bring
 */
public record DeviceCounts(
        long connects,
        long delivered,
        long transients,
        long duplicates,
        long gaps,
        long pulls,
        long pulled,
        long holes) {}
