package dev.tidings.gateway.rest;

import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigInteger;

/** Sync answers about lists that have nothing in them, as clients expect them. */
final class NothingYet {
    /** Any 24 hex digits that stay the same: they tell a client that its version and ours can be compared. */
    private static final String VERSION_ID = "000000000000000000000001";

    private NothingYet() {}

    /** The client is up to date: there is nothing to have. */
    static JsonObjectBuilder changes() {
        return Json.object()
                .add("version", 0)
                .add("versionID", VERSION_ID)
                .add("full", false)
                .add("delete", JsonValue.EMPTY_JSON_ARRAY)
                .add("insert", JsonValue.EMPTY_JSON_ARRAY)
                .add("update", JsonValue.EMPTY_JSON_ARRAY)
                .add("sortVersion", 0);
    }

    /** @param clientHash of the ids that the client has; 0 for none */
    static JsonObjectBuilder ids(String field, BigInteger clientHash) {
        return Json.object()
                .add("version", 0)
                .add("versionID", VERSION_ID)
                .add("equal", clientHash.signum() == 0)
                .add(field, JsonValue.EMPTY_JSON_ARRAY);
    }

    static JsonObjectBuilder page(String field) {
        return Json.object().add("total", 0).add(field, JsonValue.EMPTY_JSON_ARRAY);
    }

    static JsonObjectBuilder list(String field) {
        return Json.object().add(field, JsonValue.EMPTY_JSON_ARRAY);
    }
}
