package dev.tidings.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LinkTest {
    private ServerSocket echo;
    private Link link;

    @BeforeEach
    void connect() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "echo");
        thread.setDaemon(true);
        thread.start();
        link = new Link(0, echo.getLocalPort());
    }

    private void serve() {
        while (true) {
            try {
                Socket socket = echo.accept();
                Thread thread = new Thread(
                        () -> {
                            try (socket) {
                                socket.getInputStream().transferTo(socket.getOutputStream());
                            } catch (IOException e) {
                                assertThat(e).isNotNull();
                            }
                        },
                        "echo of one");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        link.close();
        echo.close();
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
        socket.setSoTimeout(2_000);
        return socket;
    }

    private static int said(Socket socket, int what) throws IOException {
        socket.getOutputStream().write(what);
        return socket.getInputStream().read();
    }

    @Test
    void bytesGoThrough() throws IOException {
        try (Socket socket = socket()) {
            assertThat(said(socket, 42)).isEqualTo(42);
        }
    }

    @Test
    void aCutEndsWhatIsOpenAndLetsNobodyIn() throws IOException {
        try (Socket socket = socket()) {
            said(socket, 1);
            link.be(Link.State.CUT, 0);

            assertThat(ended(socket)).isTrue();
        }
        try (Socket late = socket()) {
            assertThat(ended(late)).isTrue();
        }

        link.be(Link.State.UP, 0);
        try (Socket again = socket()) {
            assertThat(said(again, 2)).isEqualTo(2);
        }
    }

    private static boolean ended(Socket socket) {
        try {
            return said(socket, 0) < 0;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    @Test
    void aSlowLinkIsSlow() throws IOException {
        try (Socket socket = socket()) {
            said(socket, 1);
            link.be(Link.State.SLOW, 100);

            long began = System.nanoTime();
            said(socket, 2);

            assertThat((System.nanoTime() - began) / 1_000_000).isGreaterThanOrEqualTo(200);
        }
    }

    @Test
    void aHalfOpenLinkSaysNothingAndGoesOnWhenItIsPutRight() throws IOException {
        try (Socket socket = socket()) {
            said(socket, 1);
            link.be(Link.State.HALF_OPEN, 0);
            socket.setSoTimeout(300);

            assertThatThrownBy(() -> said(socket, 2)).isInstanceOf(SocketTimeoutException.class);

            link.be(Link.State.UP, 0);
            socket.setSoTimeout(2_000);
            assertThat(socket.getInputStream().read()).isEqualTo(2);
        }
    }
}
