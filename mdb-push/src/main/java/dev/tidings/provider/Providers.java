package dev.tidings.provider;

import com.eatthepath.pushy.apns.ApnsClient;
import com.eatthepath.pushy.apns.ApnsClientBuilder;
import com.eatthepath.pushy.apns.auth.ApnsSigningKey;
import dev.tidings.offline.ProviderName;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** The providers of this node: those that {@code im.push.providers} names, each made from keys of its own. */
@ApplicationScoped
public class Providers {
    private static final int SECRET_BYTES_MIN = 16;

    private final Map<ProviderName, PushProvider> byName;

    /** @throws IllegalArgumentException if a name or a provider's key is wrong or missing; the message names it */
    @Inject
    public Providers(Config config, Clock clock) {
        Duration timeout = config.getValue("im.push.timeout", Duration.class);
        this.byName = new EnumMap<>(ProviderName.class);
        for (String name :
                config.getOptionalValues("im.push.providers", String.class).orElse(List.of())) {
            ProviderName provider = ProviderName.of(name.strip())
                    .orElseThrow(() -> new IllegalArgumentException("im.push.providers names an unknown provider"));
            byName.put(provider, make(provider, config, timeout, clock));
        }
    }

    /** Providers of a test. */
    Providers(Map<ProviderName, PushProvider> byName) {
        this.byName = byName;
    }

    /** For the container's proxy. */
    protected Providers() {
        this(Map.of());
    }

    /** Which providers there are. Devices of others cannot be reached. */
    public Set<ProviderName> names() {
        return byName.keySet();
    }

    /** The provider of this name, if it is configured. */
    public Optional<PushProvider> get(ProviderName name) {
        return Optional.ofNullable(byName.get(name));
    }

    private static PushProvider make(ProviderName name, Config config, Duration timeout, Clock clock) {
        return switch (name) {
            case FCM ->
                new FcmProvider(
                        ServiceAccount.read(
                                "im.push.fcm.service-account",
                                Path.of(required(
                                        "im.push.fcm.service-account",
                                        config.getOptionalValue("im.push.fcm.service-account", String.class)))),
                        Http.address("im.push.fcm.url", config.getValue("im.push.fcm.url", String.class)),
                        timeout,
                        clock);
            case APNS -> apns(config, timeout);
            case GETUI ->
                new GetuiProvider(
                        new GetuiProvider.Settings(
                                Http.address("im.push.getui.url", config.getValue("im.push.getui.url", String.class)),
                                required(
                                        "im.push.getui.app-id",
                                        config.getOptionalValue("im.push.getui.app-id", String.class)),
                                required(
                                        "im.push.getui.app-key",
                                        config.getOptionalValue("im.push.getui.app-key", String.class)),
                                required(
                                        "im.push.getui.master-secret",
                                        config.getOptionalValue("im.push.getui.master-secret", String.class))),
                        timeout,
                        clock);
            case JPUSH ->
                new JpushProvider(
                        new JpushProvider.Settings(
                                Http.address("im.push.jpush.url", config.getValue("im.push.jpush.url", String.class)),
                                required(
                                        "im.push.jpush.app-key",
                                        config.getOptionalValue("im.push.jpush.app-key", String.class)),
                                required(
                                        "im.push.jpush.master-secret",
                                        config.getOptionalValue("im.push.jpush.master-secret", String.class)),
                                config.getValue("im.push.jpush.apns-production", Boolean.class)),
                        timeout);
            case HTTP -> signedHttp(config, timeout, clock);
        };
    }

    private static PushProvider apns(Config config, Duration timeout) {
        String topic = required("im.push.apns.topic", config.getOptionalValue("im.push.apns.topic", String.class));
        String keyFile =
                required("im.push.apns.key-file", config.getOptionalValue("im.push.apns.key-file", String.class));
        String host = switch (config.getValue("im.push.apns.environment", String.class)) {
            case "production" -> ApnsClientBuilder.PRODUCTION_APNS_HOST;
            case "sandbox" -> ApnsClientBuilder.DEVELOPMENT_APNS_HOST;
            default -> throw new IllegalArgumentException("im.push.apns.environment is neither production nor sandbox");
        };
        try {
            ApnsSigningKey key = ApnsSigningKey.loadFromPkcs8File(
                    new File(keyFile),
                    required("im.push.apns.team-id", config.getOptionalValue("im.push.apns.team-id", String.class)),
                    required("im.push.apns.key-id", config.getOptionalValue("im.push.apns.key-id", String.class)));
            ApnsClient client = ApnsProvider.builder(timeout)
                    .setApnsServer(host)
                    .setSigningKey(key)
                    .build();
            return new ApnsProvider(client, topic, timeout);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("im.push.apns.key-file is not the file of a signing key", e);
        }
    }

    private static PushProvider signedHttp(Config config, Duration timeout, Clock clock) {
        URI url = Http.address(
                "im.push.http.url",
                required("im.push.http.url", config.getOptionalValue("im.push.http.url", String.class)));
        String secret = required("im.push.http.secret", config.getOptionalValue("im.push.http.secret", String.class));
        if (secret.getBytes(StandardCharsets.UTF_8).length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException("im.push.http.secret has less than " + SECRET_BYTES_MIN + " bytes");
        }
        return new SignedHttpProvider(url, secret, timeout, clock);
    }

    private static String required(String key, Optional<String> value) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(key + " is missing"));
    }

    @PreDestroy
    void close() {
        byName.values().forEach(PushProvider::close);
    }
}
