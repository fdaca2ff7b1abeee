package dev.tidings.system;

import dev.tidings.client.RestClient;
import dev.tidings.omtp.Platform;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that opens a WebSocket and then reads nothing, so that its receive window fills up, until it is told to. */
final class DeafClient implements AutoCloseable {
    private static final int RECEIVE_BUFFER = 4 * 1024;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int CLOSE = 8;
    static final int ABNORMAL = 1006;

    private final Socket socket = new Socket();

    private DeafClient() {}

    /** The handshake is through when it returns. */
    static DeafClient connected(URI url, String user, RestClient admin) throws IOException {
        DeafClient client = new DeafClient();
        client.socket.setReceiveBufferSize(RECEIVE_BUFFER);
        client.socket.setSoTimeout(PATIENCE_MILLIS);
        client.socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        String query = "?sendID=" + user + "&platformID=" + Platform.WEB.id() + "&operationID=deaf&sdkType=js&token="
                + admin.userToken(user, Platform.WEB);
        client.socket
                .getOutputStream()
                .write(("GET " + url.getPath() + query + " HTTP/1.1\r\nHost: " + url.getAuthority()
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        String status = client.line();
        if (!status.contains(" 101 ")) {
            throw new IllegalStateException("the handshake was answered with " + status);
        }
        while (!client.line().isEmpty()) {
            // Headers say nothing that matters here.
        }
        return client;
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended in the handshake");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }

    /**
     * Reads all that was sent to it, up to the close frame, and returns that one's code, or 1006 if the connection ends without
     * one: whoever does not read for long enough gets none.
     */
    int closeCode() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        try {
            return closeCode(in);
        } catch (EOFException | SocketException e) {
            return ABNORMAL;
        }
    }

    private static int closeCode(DataInputStream in) throws IOException {
        while (true) {
            int kind = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            if (kind == CLOSE) {
                return in.readUnsignedShort();
            }
            in.skipNBytes(length);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
