package dev.tidings.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final int LANES = 32;
    private static final long NAMES = 3_200;

    @Test
    void conversationsOfUsersWithConsecutiveNumbersFillAllLanesAlike() {
        assertThat(perLane("si_u%1$d_u%2$d"))
                .hasSize(LANES)
                .allSatisfy((lane, names) -> assertThat(names).isBetween(NAMES / LANES / 3, NAMES / LANES * 3));
    }

    @Test
    void conversationsOfPairsWithLongNamesFillAllLanesAlike() {
        assertThat(perLane("si_crowd7f3a9c-user-%1$04d_crowd7f3a9c-user-%2$04d"))
                .hasSize(LANES)
                .allSatisfy((lane, names) -> assertThat(names).isBetween(NAMES / LANES / 3, NAMES / LANES * 3));
    }

    @Test
    void aLaneIsALaneForAnyNumberOfLanes() {
        assertThat(IntStream.rangeClosed(1, 200)
                        .allMatch(lanes -> IntStream.range(0, 100)
                                .map(it -> Lane.of("si_a_b" + it, lanes))
                                .allMatch(lane -> lane >= 0 && lane < lanes)))
                .isTrue();
    }

    private static Map<Integer, Long> perLane(String pair) {
        return IntStream.range(0, (int) NAMES)
                .mapToObj(it -> String.format(pair, 2 * it, 2 * it + 1))
                .collect(Collectors.groupingBy(name -> Lane.of(name, LANES), Collectors.counting()));
    }
}
