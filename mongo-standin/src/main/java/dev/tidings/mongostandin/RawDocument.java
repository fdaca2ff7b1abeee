package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A document as the BSON bytes it arrived in and is stored in; it is taken apart only when somebody asks. Most
 * documents travel from socket to disk and back without anybody asking.
 */
final class RawDocument {
    private final byte[] bson;
    private @Nullable Document decoded;

    RawDocument(byte[] bson) {
        this.bson = bson;
    }

    static RawDocument of(Document document) {
        RawDocument raw = new RawDocument(Bson.encode(document));
        raw.decoded = document;
        return raw;
    }

    byte[] bson() {
        return bson;
    }

    /** The document, decoded once. Whoever changes it must be its only reader. */
    Document document() {
        Document document = decoded;
        if (document == null) {
            document = Bson.decode(bson);
            decoded = document;
        }
        return document;
    }
}
