package dev.tidings.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JvmMemoryTest {
    @Test
    void readsTheHeapOfG1() {
        JvmMemory memory = JvmMemory.parse("""
                4711:
                 garbage-first heap   total 198656K, used 71234K [0x0000000080000000, 0x0000000100000000)
                  region size 1024K, 1 young (1024K), 0 survivors (0K)
                 Metaspace       used 150000K, committed 151000K, reserved 1179648K
                  class space    used 18000K, committed 18500K, reserved 1048576K
                """);

        assertThat(memory).isEqualTo(new JvmMemory(198_656, 71_234));
    }

    @Test
    void doesNotGuessAtAnotherCollectorsHeap() {
        assertThatThrownBy(() -> JvmMemory.parse("""
                 def new generation   total 9792K, used 3000K [0x1, 0x2, 0x3)
                 tenured generation   total 21888K, used 100K [0x1, 0x2, 0x3)
                """))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("G1");
    }
}
