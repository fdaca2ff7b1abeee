package dev.tidings.provider;

import dev.tidings.offline.ProviderName;
import java.util.Map;

/** Providers that a test has made. */
public final class TestProviders {
    private TestProviders() {}

    public static Providers of(Map<ProviderName, PushProvider> providers) {
        return new Providers(providers);
    }

    /** A server of one's own at this address. */
    public static PushProvider signedHttp(java.net.URI uri, java.time.Duration timeout) {
        return new SignedHttpProvider(uri, "a secret of the tests", timeout, Pushes.CLOCK);
    }

    public static PushProvider jpush(java.net.URI uri, java.time.Duration timeout) {
        return new JpushProvider(new JpushProvider.Settings(uri, "key", "secret", true), timeout);
    }
}
