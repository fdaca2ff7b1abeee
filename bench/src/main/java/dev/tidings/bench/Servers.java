package dev.tidings.bench;

/** Makes the servers by name. */
final class Servers {
    private Servers() {}

    static Server named(String name, Options options) {
        return switch (name) {
            case "tidings" ->
                new TidingsServer(
                        options.launcher(),
                        options.work().resolve("tidings"),
                        options.port(),
                        options.serverOptions(),
                        options.networkThreads());
            default -> throw new IllegalArgumentException("there is no server " + name);
        };
    }
}
