package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void aPortInUseIsSaidWithItsPurposeAndTheOptionThatChoosesAnother() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> Ports.requireFree("127.0.0.1", port, "Tidings itself", "--http-port PORT"))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("Port " + port + " (Tidings itself)")
                    .hasMessageContaining("choose another with --http-port PORT");
        }
    }

    @Test
    void aPortThatWasGivenBackIsFree() throws IOException {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
        }

        assertThatCode(() -> Ports.requireFree("127.0.0.1", port, "Tidings itself", "--http-port PORT"))
                .doesNotThrowAnyException();
    }
}
