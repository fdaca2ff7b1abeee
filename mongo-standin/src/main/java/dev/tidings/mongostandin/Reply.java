package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;

/**
 * What goes back to a client.
 *
 * @param responseTo the number the client gave its message
 * @param document may hold {@link RawDocument}s
 */
record Reply(int responseTo, Document document) {}
