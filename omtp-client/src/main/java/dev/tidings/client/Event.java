package dev.tidings.client;

import dev.tidings.omtp.proto.MsgData;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One thing that happened to a device, as it saw it. Fields that mean nothing for a kind are empty, 0 or
 * {@link Outcome#OK}.
 *
 * @param nanos monotonic time of this machine: orders events of all devices on it, says nothing to other machines
 * @param sinceNanos when what this answers was asked for; 0 if it was not asked for
 * @param wallMillis ms since the epoch
 * @param client the device's name
 * @param node URL of the node it is connected to, or tries to be
 * @param userID whose device it is
 * @param platformID what it says it runs on
 * @param kind what happened
 * @param conversationID of a message, a pull or a newest seq; of a send the group or the receiver as addressed
 * @param seq of a message; the newest seq; 0 if there is none
 * @param clientMsgID of a message
 * @param serverMsgID of a message, as far as known
 * @param sendID who sent the message
 * @param contentCrc CRC-32 of the content's bytes, to tell whether two copies of a message are the same
 * @param off what the sender has switched off for the message, separated by spaces
 * @param outcome of a send, a pull or a connect
 * @param detail whatever helps a reader
 */
public record Event(
        long nanos,
        long sinceNanos,
        long wallMillis,
        String client,
        String node,
        String userID,
        int platformID,
        Kind kind,
        String conversationID,
        long seq,
        String clientMsgID,
        String serverMsgID,
        String sendID,
        long contentCrc,
        String off,
        Outcome outcome,
        String detail) {

    /** What can happen to a device. */
    public enum Kind {
        /** It starts to connect. */
        CONNECT,
        /** The server accepted it, or not. */
        CONNECTED,
        /** The connection ended. */
        CLOSED,
        /** The server said that another login took its place. */
        KICKED,
        /** It gave up for good: kicked, or its token is not accepted. */
        STOPPED,
        /** A message is about to be sent. */
        SEND,
        /** A send ended; the time of the send itself is that of the {@link #SEND} before it. */
        SENT,
        /** A conversation's newest seq as the server told it. */
        NEWEST,
        /** A message arrived by push and was the next one. */
        PUSHED,
        /** A message without a seq arrived by push. */
        TRANSIENT,
        /** A message arrived that the device has. */
        DUPLICATE,
        /** A message arrived by push before those between; they are pulled. */
        AHEAD,
        /** A pull of a range; seq is where it begins. */
        PULL,
        /** A pull ended. */
        PULL_END,
        /** A message arrived by pull. */
        PULLED,
        /** A pull of a range that includes this seq did not bring it. */
        HOLE,
        /** From here a message counts as received: it is the next one, whichever way it came. */
        DELIVERED
    }

    /** This event, of a seq. */
    Event at(long where) {
        return new Event(
                nanos,
                sinceNanos,
                wallMillis,
                client,
                node,
                userID,
                platformID,
                kind,
                conversationID,
                where,
                clientMsgID,
                serverMsgID,
                sendID,
                contentCrc,
                off,
                outcome,
                detail);
    }

    /** This event, as the answer to what was asked then. */
    Event since(long askedNanos) {
        return new Event(
                nanos,
                askedNanos,
                wallMillis,
                client,
                node,
                userID,
                platformID,
                kind,
                conversationID,
                seq,
                clientMsgID,
                serverMsgID,
                sendID,
                contentCrc,
                off,
                outcome,
                detail);
    }

    /** This event, of a message. */
    Event of(MsgData message) {
        return new Event(
                nanos,
                sinceNanos,
                wallMillis,
                client,
                node,
                userID,
                platformID,
                kind,
                conversationID,
                message.getSeq(),
                message.getClientMsgID(),
                message.getServerMsgID(),
                message.getSendID(),
                Crc.of(message.getContent()),
                off(message),
                outcome,
                detail);
    }

    private static String off(MsgData message) {
        if (message.getOptionsCount() == 0) {
            return "";
        }
        return message.getOptionsMap().entrySet().stream()
                .filter(option -> !option.getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
