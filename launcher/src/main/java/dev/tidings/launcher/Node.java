package dev.tidings.launcher;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One application node on Payara Micro.
 *
 * @param name of its folder and files, and of its member of the data grid
 * @param label what a person calls it
 * @param address its HTTP port listens on
 * @param httpPort of its own, behind the balancer if there is one
 * @param gridPort of its member of the data grid; on the loopback
 * @param gridPorts of all members, its own among them
 */
record Node(String name, String label, String address, int httpPort, int gridPort, List<Integer> gridPorts) {
    Node {
        gridPorts = List.copyOf(gridPorts);
    }

    /** The only node. */
    static Node alone(Options options) {
        return new Node(
                "micro",
                "Payara Micro",
                options.bind(),
                options.httpPort(),
                options.gridPort(),
                List.of(options.gridPort()));
    }

    /**
     * As many as the options ask for, on the HTTP ports and the data grid's ports that follow each other.
     *
     * @param behindBalancer whether a balancer is the only one who has to reach them
     */
    static List<Node> cluster(Options options, boolean behindBalancer) {
        List<Integer> gridPorts = IntStream.range(0, options.nodes())
                .map(i -> options.gridPort() + i)
                .boxed()
                .toList();
        String address = behindBalancer ? "127.0.0.1" : options.bind();
        return IntStream.rangeClosed(1, options.nodes())
                .mapToObj(number -> new Node(
                        "node" + number,
                        "Node " + number,
                        address,
                        options.httpPort() + number,
                        gridPorts.get(number - 1),
                        gridPorts))
                .toList();
    }

    /** The name under which this machine reaches the HTTP port. */
    String localHost() {
        return address.equals("0.0.0.0") ? "127.0.0.1" : address;
    }

    /** Whether there are others to find. */
    boolean isClustered() {
        return gridPorts.size() > 1;
    }
}
