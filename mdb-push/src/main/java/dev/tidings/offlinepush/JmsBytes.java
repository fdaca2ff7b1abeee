package dev.tidings.offlinepush;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** Reads what a batch is on the wire of JMS. */
final class JmsBytes {
    private JmsBytes() {}

    /** The bytes of the batch; one that means nothing for a message of another kind, which fails where that is handled. */
    static byte[] of(Message message) {
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
}
