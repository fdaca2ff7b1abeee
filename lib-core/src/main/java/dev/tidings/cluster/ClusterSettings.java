package dev.tidings.cluster;

import java.time.Duration;

/**
 * What an operator decides about the cluster.
 *
 * @param name {@code im.node.name}; empty for the beginning of the node's id
 * @param secret {@code im.auth.token-secret}, from which the key of the {@link Seal} is derived
 * @param pulseEvery {@code im.cluster.pulse-every}
 * @param silenceMax {@code im.cluster.silence-max}: at least three pulses
 * @param callTimeout {@code im.cluster.call-timeout}
 */
record ClusterSettings(String name, String secret, Duration pulseEvery, Duration silenceMax, Duration callTimeout) {
    private static final Duration SHORTEST = Duration.ofMillis(50);

    /** @throws IllegalArgumentException that names the key whose value is not good */
    ClusterSettings {
        check(pulseEvery.compareTo(SHORTEST) >= 0, "im.cluster.pulse-every is at least 50 ms");
        check(silenceMax.compareTo(pulseEvery.multipliedBy(3)) >= 0, "im.cluster.silence-max is at least three pulses");
        check(callTimeout.compareTo(SHORTEST) >= 0, "im.cluster.call-timeout is at least 50 ms");
        check(name.length() <= 64, "im.node.name has at most 64 characters");
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "ClusterSettings[" + name + ", " + pulseEvery + ", " + silenceMax + ", " + callTimeout + "]";
    }
}
