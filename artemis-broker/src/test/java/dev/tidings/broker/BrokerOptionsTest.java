package dev.tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BrokerOptionsTest {
    @Test
    void onlyThePortTheFolderAndThePasswordMustBeGiven() {
        BrokerOptions options = BrokerOptions.parse("--port", "61616", "--data", "/var/q", "--password-file", "pw");

        assertThat(options)
                .isEqualTo(new BrokerOptions(
                        61_616,
                        "127.0.0.1",
                        Path.of("/var/q"),
                        "im",
                        Path.of("pw"),
                        true,
                        "dev/tidings/resources/broker.xml"));
    }

    @Test
    void theJournalIsSyncedUnlessItIsToldNotTo() {
        BrokerOptions options = BrokerOptions.parse(
                "--port", "61616", "--data", "/var/q", "--password-file", "pw", "--datasync", "false");

        assertThat(options.datasync()).isFalse();
        assertThatThrownBy(() -> BrokerOptions.parse(
                        "--port", "61616", "--data", "/var/q", "--password-file", "pw", "--datasync", "no"))
                .hasMessageContaining("--datasync");
    }

    @Test
    void whatIsWrongIsSaidByName() {
        assertThatThrownBy(() -> BrokerOptions.parse("--port", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--data");
        assertThatThrownBy(() -> BrokerOptions.parse("--prot", "1")).hasMessageContaining("--prot");
        assertThatThrownBy(() -> BrokerOptions.parse("--port")).hasMessageContaining("--port");
        assertThatThrownBy(() -> BrokerOptions.parse("--data", "d", "--password-file", "p", "--port", "70000"))
                .hasMessageContaining("70000");
    }
}
