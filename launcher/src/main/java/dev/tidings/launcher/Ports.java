package dev.tidings.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Whether a port can be had, asked before anything is started. */
final class Ports {
    private Ports() {}

    /** @throws LaunchException naming the port, what it is for and the option that chooses another */
    static void requireFree(String address, int port, String purpose, String option) {
        // Not a ServerSocket: a process that is being started just now has this one's sockets for some milliseconds,
        // and one that listens would keep the port from whom it was asked for.
        try (Socket socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException e) {
            throw new LaunchException(
                    "Port " + port + " (" + purpose + ") cannot be used on " + address + ": " + e.getMessage()
                            + ". Stop what listens there, or choose another with " + option + ".",
                    e);
        }
    }
}
