package dev.tidings.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    @Test
    void readsTheSoftLimitOfOpenFiles() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             96000                96000                processes
                Max open files            20000                1048576              files
                """;

        assertThat(ConnectionLimits.openFiles(limits)).isEqualTo(20_000);
        assertThat(ConnectionLimits.openFiles(limits.replace("20000  ", "unlimited  ")))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void countsBothEndsOfTheRangeOfPorts() {
        assertThat(ConnectionLimits.ports("32768\t60999\n")).isEqualTo(28_232);
    }

    @Test
    void saysWhichLimitIsInTheWay() {
        ConnectionLimits limits = new ConnectionLimits(20_000, 30_000, 15_000);

        assertThatCode(() -> limits.require(10_000)).doesNotThrowAnyException();
        assertThatThrownBy(() -> limits.require(15_000)).hasMessageContaining("ip_local_port_range");
        assertThatThrownBy(() -> limits.require(19_000)).hasMessageContaining("ulimit");
    }
}
