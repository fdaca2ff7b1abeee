package dev.tidings.seq;

import java.util.List;

/**
 * What is stored of a series.
 *
 * @param max the highest stored seq, 0 if there is none
 * @param holes the seqs below {@code max} that are not stored, ascending
 */
public record Extent(long max, List<Long> holes) {
    public static final Extent EMPTY = new Extent(0, List.of());

    public Extent {
        holes = List.copyOf(holes);
    }

    /** The highest seq up to which everything is stored. */
    public long watermark() {
        return holes.isEmpty() ? max : holes.get(0) - 1;
    }
}
