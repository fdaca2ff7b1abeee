package dev.tidings.artemis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.ra.ConnectionFactoryProperties;
import org.junit.jupiter.api.Test;

class TidingsResourceAdapterTest {
    @Test
    void itsFactoriesGoToTheConfiguredBrokersWithTheUrlsSettings() {
        TidingsResourceAdapter adapter = new TidingsResourceAdapter();
        adapter.setCallTimeout(5_000L);
        adapter.connectTo(BrokerAddress.of("(tcp://one:1,tcp://two:2)?ha=true&callTimeout=700", "im", "secret"));

        try (ActiveMQConnectionFactory factory = adapter.newConnectionFactory(new ConnectionFactoryProperties())) {

            assertThat(factory.isHA()).isTrue();
            assertThat(factory.getCallTimeout()).isEqualTo(700);
            assertThat(factory.getStaticConnectors())
                    .extracting(connector -> connector.getParams().get("host"))
                    .containsExactly("one", "two");
        }
        assertThat(adapter.getUserName()).isEqualTo("im");
    }

    @Test
    void aBrokerThatIsNotThereIsAnExceptionAtOnce() {
        TidingsResourceAdapter adapter = new TidingsResourceAdapter();
        adapter.connectTo(BrokerAddress.of("tcp://127.0.0.1:1", "im", "secret"));

        try (ActiveMQConnectionFactory factory = adapter.newConnectionFactory(new ConnectionFactoryProperties())) {

            assertThatThrownBy(() -> factory.createXAConnection("", "")).isInstanceOf(JMSException.class);
        }
    }
}
