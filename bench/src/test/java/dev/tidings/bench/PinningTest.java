package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PinningTest {
    @Test
    void readsListsOfCoresAsLinuxWritesThem() {
        assertThat(Pinning.cores("0-2,8")).containsExactly(0, 1, 2, 8);
        assertThat(Pinning.cores("5")).containsExactly(5);
    }

    @Test
    void aPinnedServerIsStartedOnItsCore() {
        assertThat(new Pinning(true, 2, 3).onServerCore(List.of("java", "-version")))
                .containsExactly("taskset", "-c", "2", "java", "-version");
    }

    @Test
    void withoutPinningACommandStaysAsItIs() {
        assertThat(Pinning.NONE.onServerCore(List.of("java"))).containsExactly("java");
    }
}
