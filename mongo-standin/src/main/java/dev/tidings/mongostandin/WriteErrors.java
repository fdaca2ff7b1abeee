package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;

/** The words in which a client is told what went wrong. */
final class WriteErrors {
    private static final int UNKNOWN_ERROR = 8;

    private WriteErrors() {}

    /** An entry of {@code writeErrors}: which statement of the command, and why. */
    static Document document(int position, MongoServerException error) {
        Document document = new Document("index", position);
        describe(document, error);
        return document;
    }

    /** The reply to a command that failed as a whole. */
    static Document reply(MongoServerException error) {
        Document reply = new Document("ok", 0.0);
        describe(reply, error);
        return reply;
    }

    private static void describe(Document document, MongoServerException error) {
        document.put("errmsg", error.getMessageWithoutErrorCode());
        if (error instanceof MongoServerError numbered) {

            document.put("code", numbered.getCode());
            document.putIfNotNull("codeName", numbered.getCodeName());
        } else {
            document.put("code", UNKNOWN_ERROR);
            document.put("codeName", "UnknownError");
        }
        if (error instanceof DuplicateKeyException duplicateKeyException) {
            duplicateKeyException.describe(document);
        }
    }
}
