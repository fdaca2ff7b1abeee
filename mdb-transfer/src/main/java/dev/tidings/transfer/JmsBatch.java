package dev.tidings.transfer;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** Reads what a batch is on the wire of JMS. */
final class JmsBatch {
    private JmsBatch() {}

    /**
     * The bytes of the batch. What a message of another kind has fails as undecodable where that is handled.
     */
    static byte[] bytes(Message message) {
        try {
            if (!(message instanceof BytesMessage bytes)) {
                return new byte[] {0};
            }
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return body;
        } catch (JMSException e) {
            throw new IllegalStateException("a received message cannot be read", e);
        }
    }

    /** When it was put on its queue (ms since epoch), if its producer says so. */
    static long putAt(Message message) {
        try {
            return message.getJMSTimestamp();
        } catch (JMSException e) {
            throw new IllegalStateException("a received message cannot be read", e);
        }
    }

    static boolean redelivered(Message message) {
        try {
            return message.getJMSRedelivered();
        } catch (JMSException e) {
            throw new IllegalStateException("a received message cannot be read", e);
        }
    }
}
