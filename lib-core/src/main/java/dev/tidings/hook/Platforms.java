package dev.tidings.hook;

import dev.tidings.omtp.Platform;

/** What hooks call the kinds of devices. */
final class Platforms {
    private Platforms() {}

    /** Empty for a number that is no platform's. */
    static String name(int platformId) {
        return Platform.of(platformId).map(Platform::protocolName).orElse("");
    }
}
