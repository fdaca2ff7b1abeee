package dev.tidings.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one piece.
 *
 * @param looked how many cells and rows were looked at
 * @param findings what differs, and still did at the second look
 * @param undecided how many differences are not told: whoever would make them go away is behind with his work
 * @param next where to go on; null at the end
 */
public record Piece(
        int looked,
        List<Finding> findings,
        int undecided,
        @Nullable String next) {
    public Piece {
        findings = List.copyOf(findings);
    }
}
