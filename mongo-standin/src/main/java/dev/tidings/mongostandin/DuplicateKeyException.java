package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.Json;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.stream.Collectors;

/** Error 11000 with what a real server tells beside the message: the index's key and the values in the way. */
final class DuplicateKeyException extends MongoServerError {
    private static final long serialVersionUID = 1L;
    private static final int CODE = 11000;

    private final transient Document keyPattern;
    private final transient Document keyValue;

    DuplicateKeyException(String collection, OrderedIndex index, RawDocument document) {
        this(collection, index.getName(), index.keyPattern(), index.keyValue(document));
    }

    private DuplicateKeyException(String collection, String index, Document keyPattern, Document keyValue) {
        super(
                CODE,
                "DuplicateKey",
                "E11000 duplicate key error collection: " + collection + " index: " + index + " dup key: "
                        + keyValue.entrySet().stream()
                                .map(entry -> entry.getKey() + ": " + Json.toCompactJsonValue(entry.getValue()))
                                .collect(Collectors.joining(", ", "{ ", " }")));
        this.keyPattern = keyPattern;
        this.keyValue = keyValue;
    }

    /** A full trace for each of a batch's duplicates would cost more than storing them. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** Adds {@code keyPattern} and {@code keyValue} to an error document. */
    void describe(Document error) {
        error.put("keyPattern", keyPattern);
        error.put("keyValue", keyValue);
    }
}
