package dev.tidings.artemis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerAddressTest {
    @Test
    void aSystemPropertyWinsOverTheEnvironment() {
        Map<String, String> properties = Map.of("im.artemis.url", "tcp://here:1", "im.artemis.user", "a");
        Map<String, String> environment =
                Map.of("IM_ARTEMIS_URL", "tcp://there:2", "IM_ARTEMIS_USER", "b", "IM_ARTEMIS_PASSWORD", "c");

        BrokerAddress address = BrokerAddress.read(properties::get, environment::get);

        assertThat(address).hasToString("[here:1]");
        assertThat(address.user()).isEqualTo("a");
        assertThat(address.password()).isEqualTo("c");
    }

    @Test
    void withoutConfigurationItIsTheBrokerBesideTheNodeAndNoUser() {
        BrokerAddress address = BrokerAddress.read(key -> null, key -> " ");

        assertThat(address).hasToString("[127.0.0.1:61616]");
        assertThat(address.user()).isNull();
        assertThat(address.ha()).isFalse();
    }

    @Test
    void aUrlCanNameALivePairAndTlsSettings() {
        BrokerAddress address = BrokerAddress.of(
                "(tcp://one:1?sslEnabled=true&trustStorePath=/etc/trust.p12,tcp://two:2?sslEnabled=true)?ha=true&callTimeout=700",
                "im",
                "secret");

        assertThat(address).hasToString("[one:1, two:2]");
        assertThat(address.ha()).isTrue();
        assertThat(address.connectors().get(0).getParams())
                .containsEntry("sslEnabled", "true")
                .containsEntry("trustStorePath", "/etc/trust.p12");
        assertThat(address.connectors().get(1).getParams()).containsEntry("sslEnabled", "true");
        assertThat(address.parameters()).containsEntry("callTimeout", "700");
    }

    @Test
    void connectingIsBoundedUnlessTheUrlSaysHow() {
        assertThat(BrokerAddress.of("tcp://one:1", null, null)
                        .connectors()
                        .get(0)
                        .getParams())
                .containsEntry("connect-timeout-millis", 3000);
        assertThat(BrokerAddress.of("tcp://one:1?connect-timeout-millis=90", null, null)
                        .connectors()
                        .get(0)
                        .getParams())
                .containsEntry("connect-timeout-millis", "90");
    }

    @Test
    void whatIsNoAddressIsRefusedWithTheKeyAndWithoutTheValue() {
        assertThatThrownBy(() -> BrokerAddress.of("redis://one:1?keyStorePassword=hush", null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("im.artemis.url")
                .hasMessageNotContaining("hush");
    }
}
