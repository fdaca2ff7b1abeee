package dev.tidings.offline;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The push providers that there are adapters for. Names are lower case in the configuration, the API and the database. */
public enum ProviderName {
    /** Firebase Cloud Messaging, HTTP v1. */
    FCM,
    /** Apple Push Notification service. */
    APNS,
    /** Getui, REST API v2. */
    GETUI,
    /** JPush, push API v3. */
    JPUSH,
    /** Any HTTP server that takes signed requests. */
    HTTP;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The provider with this lower-case name. */
    public static Optional<ProviderName> of(String text) {
        return Arrays.stream(values()).filter(it -> it.text.equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
