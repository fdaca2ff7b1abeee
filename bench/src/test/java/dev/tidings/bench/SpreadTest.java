package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void tellsTheMiddleTheLeastAndTheMost() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.5)).words(1)).isEqualTo("2.5 (1.0–3.0)");
        assertThat(Spread.of(List.of(4.0, 1.0)).words(1)).isEqualTo("2.5 (1.0–4.0)");
    }

    @Test
    void oneRoundHasNoSpread() {
        assertThat(Spread.of(List.of(2.0)).words(2)).isEqualTo("2.00");
    }

    @Test
    void thereIsNoMiddleOfNothing() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
