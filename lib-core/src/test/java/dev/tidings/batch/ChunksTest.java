package dev.tidings.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTest {
    @Test
    void onlyTheLastPartHasFewer() {
        assertThat(Chunks.of(List.of(1, 2, 3, 4, 5), 2)).containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
    }

    @Test
    void whatFitsIsOnePart() {
        assertThat(Chunks.of(List.of(1, 2), 2)).containsExactly(List.of(1, 2));
    }

    @Test
    void ofNothingThereIsNoPart() {
        assertThat(Chunks.of(List.of(), 2)).isEmpty();
    }
}
