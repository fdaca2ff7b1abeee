package dev.tidings.gateway.socket;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.omtp.Framing;
import dev.tidings.omtp.HandshakeResult;
import dev.tidings.omtp.MalformedFrameException;
import dev.tidings.omtp.TextFrame;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The door for clients: one instance for each socket. It lets in whom {@link HandshakeFilter} has checked and hands every frame on. */
@ServerEndpoint(value = "/ws", configurator = ChatSocketConfigurator.class)
public class ChatSocket {
    private static final System.Logger LOG = System.getLogger(ChatSocket.class.getName());
    /** The largest frame a client may send, as it arrives. */
    static final int FRAME_BYTES_MAX = 51_200;

    private static final int TEXT_CHARS_MAX = 4096;

    private final FrameHandler frames;
    private final Lobby lobby;
    private @Nullable Connection connection;

    ChatSocket(FrameHandler frames, Lobby lobby) {
        this.frames = frames;
        this.lobby = lobby;
    }

    @OnOpen
    public void open(Session session) throws IOException {
        IdleTimers.switchOff(session);
        if (session.getUserPrincipal() instanceof Handshake.Accepted accepted) {
            enter(session, accepted);
            return;
        }
        if (session.getUserPrincipal() instanceof Handshake.Refused refused) {
            session.getBasicRemote().sendText(refused.result().json());
        }
        session.close(CloseReasons.REFUSED.reason());
    }

    private void enter(Session session, Handshake.Accepted accepted) throws IOException {
        Connection opened = new Connection(session, accepted.caller(), accepted.codec(), accepted.isBackground());
        try {
            lobby.admit(opened);
            connection = opened;
            if (accepted.textResult()) {
                // Before anything can be pushed: it has to be the first frame.
                session.getBasicRemote().sendText(HandshakeResult.OK.json());
            }
            lobby.enter(opened);
        } catch (RuntimeException e) {
            if (accepted.textResult()) {
                session.getBasicRemote().sendText(Handshake.refusal(e).json());
            }
            session.close(CloseReasons.REFUSED.reason());
        }
    }

    @OnMessage(maxMessageSize = FRAME_BYTES_MAX)
    public void binary(ByteBuffer frame) {
        Connection open = connection;
        if (open != null) {
            open.heard();
            frames.handle(open, frame);
        }
    }

    @OnMessage(maxMessageSize = TEXT_CHARS_MAX)
    public void text(String frame) {
        Connection open = connection;
        if (open == null) {
            return;
        }
        open.heard();
        try {
            if (open.codec().framing() != Framing.JSON) {
                throw new ImException(ErrorCode.ARGS, "text frames are for sdkType=js");
            }
            TextFrame.parse(frame).answer().ifPresent(answer -> open.sendText(answer.json()));
        } catch (MalformedFrameException | ImException e) {
            LOG.log(System.Logger.Level.INFO, () -> "IM-1203 " + open.user() + " sent a text frame: " + e.getMessage());
            open.close(CloseReasons.PROTOCOL);
        }
    }

    @OnMessage
    public void pong(PongMessage pong) {
        Connection open = connection;
        if (open != null) {
            open.heard();
        }
    }

    @OnClose
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            lobby.leave(open);
        }
    }

    @OnError
    public void error(Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "a socket failed", failure);
    }
}
