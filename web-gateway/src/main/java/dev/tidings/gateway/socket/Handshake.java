package dev.tidings.gateway.socket;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.FrameLimits;
import dev.tidings.omtp.HandshakeQuery;
import dev.tidings.omtp.HandshakeResult;
import dev.tidings.omtp.MalformedFrameException;
import dev.tidings.token.Caller;
import dev.tidings.token.Tokens;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks who wants to connect, in the protocol's order: arguments, token, that the token is this user's and platform's. */
@Dependent
class Handshake {
    private static final System.Logger LOG = System.getLogger(Handshake.class.getName());
    private static final int QUERY_MAX = 16 * 1024;

    private final Tokens tokens;
    private final Sockets sockets;

    @Inject
    Handshake(Tokens tokens, Sockets sockets) {
        this.tokens = tokens;
        this.sockets = sockets;
    }

    /**
     * What came of a connect query: the principal of the socket that is opened for it. It is kept as long as the socket is, so
     * it holds no more than the socket needs, and above all not the token.
     */
    sealed interface Checked extends Principal {}

    /**
     * Who connects, and how frames are to be read and written.
     *
     * @param textResult whether the client waits for the handshake's result as the first text frame
     */
    record Accepted(Caller caller, FrameCodec codec, boolean isBackground, boolean textResult) implements Checked {
        @Override
        public String getName() {
            return caller.user().value();
        }
    }

    /** Why a client that waits for the result as a text frame can't come in; the socket is opened to say so. */
    record Refused(HandshakeResult result) implements Checked {
        @Override
        public String getName() {
            return "";
        }
    }

    /**
     * Checks a raw connect query.
     *
     * @throws ImException if it is refused and the client did not ask to be told in a text frame; as {@link #accept} says
     */
    Checked check(@Nullable String query) {
        Map<String, List<String>> parameters = parameters(query);
        try {
            return accept(parameters);
        } catch (RuntimeException e) {
            if (!HandshakeQuery.wantsTextResult(parameters)) {
                throw e;
            }
            return new Refused(refusal(e));
        }
    }

    /**
     * Accepts decoded connect parameters.
     *
     * @throws ImException {@code CONN_ARGS} or one of the token codes, on which an SDK gives up, or {@code UNAVAILABLE},
     *     on which it tries again
     */
    private Accepted accept(Map<String, List<String>> parameters) {
        HandshakeQuery query;
        try {
            query = HandshakeQuery.parse(parameters);
        } catch (MalformedFrameException e) {
            throw new ImException(ErrorCode.CONN_ARGS, String.valueOf(e.getMessage()), e);
        }
        if (query.platform().isEmpty()) {
            throw new ImException(ErrorCode.CONN_ARGS, "platformID is not 1 to 11");
        }
        Caller caller = tokens.verify(query.token());
        if (!caller.user().value().equals(query.sendID()) || caller.platformId() != query.platformID()) {
            throw new ImException(ErrorCode.TOKEN_INVALID, "the token is not this user's on this platform");
        }
        if (sockets.wasKicked(caller.token())) {
            // A kick from another node may be here before this node's memory of the token has run out.
            throw new ImException(ErrorCode.TOKEN_KICKED, "another login or an admin ended this token");
        }
        return new Accepted(caller, query.codec(FrameLimits.FROM_CLIENT), query.isBackground(), query.isMsgResp());
    }

    /** The failure as a client is told it: what is no {@link ImException} is a defect, logged and not shown. */
    static HandshakeResult refusal(RuntimeException failure) {
        if (failure instanceof ImException known) {
            return new HandshakeResult(known.code().number(), known.code().wireName(), known.detail());
        }
        LOG.log(System.Logger.Level.ERROR, "IM-1205 a handshake failed", failure);
        return new HandshakeResult(ErrorCode.SERVER_INTERNAL.number(), ErrorCode.SERVER_INTERNAL.wireName(), "");
    }

    /**
     * The parameters of a raw query, decoded. One that is not decodable is left out and so missing.
     *
     * @throws ImException {@code CONN_ARGS} if the query is absurdly long
     */
    static Map<String, List<String>> parameters(@Nullable String query) {
        Map<String, List<String>> parameters = new HashMap<>();
        if (query == null) {
            return parameters;
        }
        if (query.length() > QUERY_MAX) {
            throw new ImException(ErrorCode.CONN_ARGS, "the query is longer than " + QUERY_MAX + " characters");
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            try {
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                parameters.computeIfAbsent(name, it -> new ArrayList<>()).add(value);
            } catch (IllegalArgumentException e) {
                LOG.log(System.Logger.Level.DEBUG, "a connect parameter cannot be decoded", e);
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
