package dev.tidings.omtp;

/**
 * How much a reader takes from the other side.
 *
 * @param frameBytes the largest frame as it arrives
 * @param inflatedBytes the largest frame once decompressed
 */
public record FrameLimits(int frameBytes, int inflatedBytes) {
    /** What OpenIM's server takes from a client, and room for text that compresses well. */
    public static final FrameLimits FROM_CLIENT = new FrameLimits(51_200, 512 * 1024);

    /** What the SDKs take from a server, and room for long pulls that compress well. */
    public static final FrameLimits FROM_SERVER = new FrameLimits(1024 * 1024, 16 * 1024 * 1024);

    public FrameLimits {
        if (frameBytes < 1 || inflatedBytes < 1) {
            throw new IllegalArgumentException("limits must be positive: " + frameBytes + ", " + inflatedBytes);
        }
    }
}
