package dev.tidings.seq;

import java.util.List;
import java.util.Map;

/**
 * What a batch of claims was given.
 *
 * @param places in the order of the claims
 * @param newest the watermark of each series that was claimed, as it was then
 */
public record Allocation(List<Places> places, Map<Series, Long> newest) {
    public Allocation {
        places = List.copyOf(places);
        newest = Map.copyOf(newest);
    }
}
