package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final double LIMIT = 1.15;

    private final List<Step> steps = new ArrayList<>();

    @Test
    void passesWhenNothingGrewByMoreThanTheLimit() {
        step("old", 1, 2000, 10, 100);
        step("new", 1, 2290, 11.4, 100);

        assertThat(comparison().grown()).isEmpty();
        assertThat(comparison().isPassed()).isTrue();
        assertThat(comparison().words()).contains("CPU-ms per message | 2.00 | 2.29 | 1.15");
    }

    @Test
    void namesTheProcessorTimeThatGrew() {
        step("old", 1, 2000, 10, 100);
        step("new", 1, 2400, 10, 100);

        assertThat(comparison().isPassed()).isFalse();
        assertThat(comparison().words())
                .contains("GREW: CPU-ms per message at 500 msg/s: 2.40, was 2.00 (x 1.20)")
                .doesNotContain("GREW: receive");
    }

    @Test
    void namesTheTimeToTheReceiverThatGrew() {
        step("old", 1, 2000, 10, 100);
        step("new", 1, 2000, 12, 100);

        assertThat(comparison().isPassed()).isFalse();
        assertThat(comparison().words()).contains("GREW: receive p50 ms at 500 msg/s");
    }

    @Test
    void onlyTellsHighPercentilesAndGuardsThemNot() {
        step("old", 1, 2000, 10, 100);
        step("new", 1, 2000, 10, 900);

        assertThat(comparison().isPassed()).isTrue();
        assertThat(comparison().words()).contains("receive p99 ms | 100.00 | 900.00 | 9.00");
    }

    @Test
    void comparesMediansSoThatOneBadRoundDoesNotDecide() {
        for (int round = 1; round <= 3; round++) {
            step("old", round, 2000, 10, 100);
            step("new", round, round == 2 ? 9000 : 2000, 10, 100);
        }

        assertThat(comparison().isPassed()).isTrue();
    }

    @Test
    void doesNotPassWhatWasNotMeasured() {
        step("old", 1, 2000, 10, 100);

        assertThat(comparison().isPassed()).isFalse();
        assertThat(comparison().words()).contains("FAULT: new was not measured at 500 msg/s");
    }

    @Test
    void doesNotPassFiguresOfARunThatLostMessages() {
        step("old", 1, 2000, 10, 100);
        steps.add(step("new", 1, 2000, 10, 100, 1));

        assertThat(comparison().isPassed()).isFalse();
        assertThat(comparison().words()).contains("FAULT: new at 500 msg/s, round 1, is not clean");
    }

    @Test
    void doesNotPassARatioThatCannotBeTold() {
        step("old", 1, 0, 0, 0);
        step("new", 1, 0, 0, 0);

        assertThat(comparison().grown()).hasSize(2);
    }

    private Comparison comparison() {
        return Comparison.of(steps, "old", "new", List.of(500.0), LIMIT);
    }

    /** Of 1,000 messages. */
    private void step(String server, int round, long cpuMillis, double p50, double p99) {
        steps.add(step(server, round, cpuMillis, p50, p99, 0));
    }

    private static Step step(String server, int round, long cpuMillis, double p50, double p99, long lost) {
        Ledger.Latency latency = new Ledger.Latency(p50, p50, p99, p99, p99);
        Ledger.Verdict verdict = new Ledger.Verdict(1000, 3000, 0, 0, lost, 0, 0, latency, latency, latency);
        return new Step(server, round, 500, 2, verdict, 0, Map.of("payara", cpuMillis), 100, Map.of(), Map.of(), 0);
    }
}
