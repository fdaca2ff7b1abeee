package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DrainTest {
    @Test
    void itTakesTheLongerTheMoreSocketsThereAre() {
        assertThat(Drain.over(300)).hasSeconds(15);
        assertThat(Drain.over(600)).hasSeconds(30);
    }

    @Test
    void aFewSocketsTakeAsLongAsTheBalancerNeedsToNotice() {
        assertThat(Drain.over(0)).hasSeconds(3);
        assertThat(Drain.over(59)).hasSeconds(3);
    }

    @Test
    void itEndsHoweverManySocketsThereAre() {
        assertThat(Drain.over(100_000)).hasSeconds(60);
    }
}
