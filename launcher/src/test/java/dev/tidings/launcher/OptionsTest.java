package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.stores.Durability;
import dev.tidings.stores.StoreKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void withoutOptionsOnlyThisMachineReachesTheUsualPorts() {
        Options options = Options.parse();

        assertThat(options.httpPort()).isEqualTo(8080);
        assertThat(options.adminPort()).isEqualTo(4848);
        assertThat(options.isPrivate()).isTrue();
        assertThat(options.micro()).isFalse();
        assertThat(options.nodes()).isZero();
        assertThat(options.data()).isAbsolute().endsWithRaw(Path.of("data"));
        assertThat(options.storePorts()).containsEntry(StoreKind.REDIS, 16379).hasSize(4);
    }

    @Test
    void onlyWhoAsksForItGetsStoresThatDoNotSync() {
        assertThat(Options.parse().durability()).isEqualTo(Durability.SYNCED);
        assertThat(Options.parse("--unsynced").durability()).isEqualTo(Durability.CACHED);
    }

    @Test
    void everyOptionIsTaken() {
        Options options = Options.parse(
                "--micro",
                "--stores-only",
                "--nodes",
                "3",
                "--balancer",
                "nginx",
                "--data",
                "/srv/im",
                "--http-port",
                "9080",
                "--admin-port",
                "9048",
                "--bind",
                "0.0.0.0",
                "--heap",
                "1500m",
                "--java-option",
                "-Xint",
                "--set",
                "im.redis.url=redis://r:6379/0?a=b",
                "--set",
                "im.ws.origins=*",
                "--store-port",
                "mariadb=3307");

        assertThat(options.micro()).isTrue();
        assertThat(options.storesOnly()).isTrue();
        assertThat(options.nodes()).isEqualTo(3);
        assertThat(options.balancer()).isEqualTo(Balancer.Kind.NGINX);
        assertThat(options.data()).isEqualTo(Path.of("/srv/im"));
        assertThat(options.httpPort()).isEqualTo(9080);
        assertThat(options.adminPort()).isEqualTo(9048);
        assertThat(options.isPrivate()).isFalse();
        assertThat(options.localHost()).isEqualTo("127.0.0.1");
        assertThat(options.heap()).isEqualTo("1500m");
        assertThat(options.javaOptions()).containsExactly("-Xint");
        assertThat(options.settings())
                .containsEntry("im.redis.url", "redis://r:6379/0?a=b")
                .containsEntry("im.ws.origins", "*");
        assertThat(options.storePorts()).containsEntry(StoreKind.MARIADB, 3307).containsEntry(StoreKind.REDIS, 16379);
    }

    @ParameterizedTest
    @CsvSource({
        "--nope, x, There is no option --nope",
        "--http-port, 70000, a number from 1 to 65535",
        "--http-port, eighty, a number from 1 to 65535",
        "--heap, much, a size like 1g",
        "--nodes, 1, a number from 2 to 9",
        "--nodes, 10, a number from 2 to 9",
        "--balancer, envoy, haproxy, nginx and none",
        "--set, im.redis.url, NAME=VALUE",
        "--store-port, oracle=1521, not \"oracle\"",
    })
    void aWrongOptionIsRefusedWithWhatWouldBeRight(String option, String value, String sentence) {
        assertThatThrownBy(() -> Options.parse(option, value))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void anOptionWithoutItsValueIsRefused() {
        assertThatThrownBy(() -> Options.parse("--data"))
                .isInstanceOf(LaunchException.class)
                .hasMessage("--data needs a value. See --help.");
    }
}
