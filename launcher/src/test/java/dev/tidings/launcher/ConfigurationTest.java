package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.stores.StoreKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    @Test
    void aStoreWithAnAddressIsNotStarted() {
        Configuration configuration = new Configuration(
                Map.of("im.redis.url", "redis://elsewhere"), Map.of("IM_MYSQL_URL", "jdbc:mysql://elsewhere/im")::get);

        assertThat(configuration.missingStores()).containsExactlyInAnyOrder(StoreKind.MONGODB, StoreKind.ARTEMIS);
    }

    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndBothBeforeWhatWasStartedHere() {
        Configuration configuration = new Configuration(
                Map.of("im.redis.url", "from-command-line"),
                Map.of("IM_REDIS_URL", "from-environment", "IM_MYSQL_USER", "somebody")::get);

        Map<String, String> variables = configuration.variables(
                Map.of("im.redis.url", "started", "im.mysql.user", "im", "im.mysql.url", "started"));

        assertThat(variables)
                .containsEntry("IM_REDIS_URL", "from-command-line")
                .containsEntry("IM_MYSQL_USER", "somebody")
                .containsEntry("IM_MYSQL_URL", "started");
    }

    @Test
    void aKeyBecomesTheVariableThatMicroProfileConfigLooksFor() {
        assertThat(Configuration.variable("im.auth.admin-secret")).isEqualTo("IM_AUTH_ADMIN_SECRET");
    }

    @Test
    void anEmptyAddressCountsAsNone() {
        Configuration configuration = new Configuration(Map.of("im.redis.url", " "), variable -> null);

        assertThat(configuration.missingStores()).contains(StoreKind.REDIS);
    }
}
