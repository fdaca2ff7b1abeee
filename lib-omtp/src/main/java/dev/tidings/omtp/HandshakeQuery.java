package dev.tidings.omtp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client says in the query of its connect request.
 *
 * @param sendID the user
 * @param token the user's token for this platform
 * @param platformID as sent; whether it is a {@link Platform} is for the server to decide
 * @param operationID trace id of the connect
 * @param isBackground whether the app is in the background
 * @param compression of every binary frame, both ways
 * @param framing of every binary frame, both ways; what {@code sdkType} asks for
 * @param isMsgResp whether the handshake's result is to be sent as the first text frame
 * @param sdkVersion free text, may be empty
 */
public record HandshakeQuery(
        String sendID,
        String token,
        int platformID,
        String operationID,
        boolean isBackground,
        Compression compression,
        Framing framing,
        boolean isMsgResp,
        String sdkVersion) {

    private static final int MAX_PACKED_CHARS = 2 * Envelope.MAX_STRING_BYTES;

    /** The parameter that holds all others as base64url (without padding) of a JSON object, if it is there. */
    private static final String PACKED = "v";

    /** The names inside {@code v} that differ from those of the parameters. */
    private static final Map<String, String> UNPACKED_NAMES =
            Map.of("userID", "sendID", "sendResponse", "isMsgResp", "background", "isBackground");

    /**
     * Reads decoded query parameters, of which only the first value of each counts.
     *
     * @throws MalformedFrameException if a required parameter is missing or one is not what it should be
     */
    public static HandshakeQuery parse(Map<String, List<String>> parameters) {
        Map<String, String> values = values(parameters);
        return new HandshakeQuery(
                required(values, "sendID"),
                required(values, "token"),
                number(required(values, "platformID")),
                required(values, "operationID"),
                bool(optional(values, "isBackground")),
                compression(optional(values, "compression")),
                Framing.ofSdkType(optional(values, "sdkType"))
                        .orElseThrow(() -> new MalformedFrameException("unknown sdkType")),
                bool(optional(values, "isMsgResp")),
                optional(values, "sdkVersion"));
    }

    /**
     * Whether the client waits for the result as a text frame. It can be asked of parameters that are otherwise not fit
     * to be parsed, whose sender is to be told so; what can't be read asks for nothing.
     */
    public static boolean wantsTextResult(Map<String, List<String>> parameters) {
        try {
            return bool(optional(values(parameters), "isMsgResp"));
        } catch (MalformedFrameException e) {
            return false;
        }
    }

    private static Map<String, String> values(Map<String, List<String>> parameters) {
        Map<String, String> values = new HashMap<>();
        parameters.forEach((name, all) -> {
            if (!all.isEmpty()) {
                values.put(name, all.get(0));
            }
        });
        String packed = values.get(PACKED);
        return packed == null || packed.isEmpty() ? values : unpacked(packed);
    }

    private static Map<String, String> unpacked(String packed) {
        if (packed.length() > MAX_PACKED_CHARS) {
            throw new MalformedFrameException("v is too long");
        }
        byte[] json;
        try {
            json = Base64.getUrlDecoder().decode(packed.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException("v is not base64url");
        }
        Map<String, String> values = new HashMap<>();
        JsonScanner.object(json, (name, value) -> {
            String parameter = UNPACKED_NAMES.getOrDefault(name, name);
            switch (parameter) {
                case "platformID" -> values.put(parameter, Integer.toString(value.integer()));
                case "isMsgResp", "isBackground" -> values.put(parameter, Boolean.toString(value.bool()));
                case "sendID", "token", "operationID", "compression", "sdkType", "sdkVersion" ->
                    values.put(parameter, value.isNull() ? "" : value.string());
                default -> value.skip();
            }
        });
        return values;
    }

    private static String required(Map<String, String> values, String name) {
        String value = optional(values, name);
        if (value.isEmpty()) {
            throw new MalformedFrameException(name + " is missing");
        }
        return value;
    }

    private static String optional(Map<String, String> values, String name) {
        String value = values.getOrDefault(name, "");
        if (value.length() > Envelope.MAX_STRING_BYTES) {
            throw new MalformedFrameException(name + " is too long");
        }
        return value;
    }

    private static int number(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new MalformedFrameException("platformID is not a number");
        }
    }

    /** The spellings that Go reads as a boolean; nothing is false. */
    private static boolean bool(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "", "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw new MalformedFrameException("not a boolean");
        };
    }

    private static Compression compression(String value) {
        return switch (value) {
            case "" -> Compression.NONE;
            case "gzip" -> Compression.GZIP;
            default -> throw new MalformedFrameException("unknown compression");
        };
    }

    /** The codec for the server's side of this connection. */
    public FrameCodec codec(FrameLimits limits) {
        return new FrameCodec(framing, compression, limits);
    }

    /** The platform, if the protocol knows it. */
    public Optional<Platform> platform() {
        return Platform.of(platformID);
    }

    /** A token is a secret, so it is not shown. */
    @Override
    public String toString() {
        return "HandshakeQuery[" + sendID + ", platformID=" + platformID + ", operationID=" + operationID + ", "
                + framing + ", " + compression + "]";
    }
}
