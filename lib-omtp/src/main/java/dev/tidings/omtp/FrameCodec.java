package dev.tidings.omtp;

import java.nio.ByteBuffer;

/**
 * Turns envelopes into binary WebSocket frames and back, as agreed in a connection's handshake. Immutable; one value
 * serves any number of connections and threads.
 */
public record FrameCodec(Framing framing, Compression compression, FrameLimits limits) {

    /** A codec for the server's side: it reads what clients send. */
    public static FrameCodec forServer(Framing framing, Compression compression) {
        return new FrameCodec(framing, compression, FrameLimits.FROM_CLIENT);
    }

    /** A codec for the client's side: it reads what the server sends. */
    public static FrameCodec forClient(Framing framing, Compression compression) {
        return new FrameCodec(framing, compression, FrameLimits.FROM_SERVER);
    }

    /**
     * Reads a client's frame: all bytes from the buffer's position to its limit, which are left untouched.
     *
     * @throws MalformedFrameException if the frame is anything but one well-formed request within the limits
     */
    public Request decodeRequest(ByteBuffer frame) {
        return decode(bytesOf(frame), Envelope.ofRequest()).toRequest();
    }

    /** As {@link #decodeRequest(ByteBuffer)}. */
    public Request decodeRequest(byte[] frame) {
        return decode(limited(frame), Envelope.ofRequest()).toRequest();
    }

    /**
     * Reads a server's frame: all bytes from the buffer's position to its limit, which are left untouched.
     *
     * @throws MalformedFrameException if the frame is anything but one well-formed response within the limits
     */
    public Response decodeResponse(ByteBuffer frame) {
        return decode(bytesOf(frame), Envelope.ofResponse()).toResponse();
    }

    /** As {@link #decodeResponse(ByteBuffer)}. */
    public Response decodeResponse(byte[] frame) {
        return decode(limited(frame), Envelope.ofResponse()).toResponse();
    }

    /**
     * A frame in a new array-backed buffer, ready to be sent. Several connections with an equal codec may be sent
     * duplicates of one buffer: nothing in a frame depends on the connection.
     */
    public ByteBuffer encodeResponse(Response response) {
        return encode(framing.plain(response));
    }

    /** A frame in a new array-backed buffer, ready to be sent. */
    public ByteBuffer encodeRequest(Request request) {
        return encode(framing.plain(request));
    }

    private Envelope decode(byte[] frame, Envelope envelope) {
        byte[] plain = switch (compression) {
            case NONE -> frame;
            case GZIP -> Gzip.inflate(frame, limits.inflatedBytes());
        };
        framing.read(plain, envelope);
        return envelope;
    }

    private ByteBuffer encode(Plain plain) {
        return switch (compression) {
            case NONE -> {
                byte[] frame = new byte[plain.size()];
                plain.writeTo(frame, 0);
                yield ByteBuffer.wrap(frame);
            }
            case GZIP -> Gzip.deflate(plain);
        };
    }

    private byte[] bytesOf(ByteBuffer frame) {
        if (frame.remaining() > limits.frameBytes()) {
            throw new MalformedFrameException("frame too large");
        }
        byte[] bytes = new byte[frame.remaining()];
        frame.get(frame.position(), bytes);
        return bytes;
    }

    private byte[] limited(byte[] frame) {
        if (frame.length > limits.frameBytes()) {
            throw new MalformedFrameException("frame too large");
        }
        return frame;
    }
}
