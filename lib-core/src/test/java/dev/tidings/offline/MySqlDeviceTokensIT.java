package dev.tidings.offline;

import dev.tidings.database.LocalDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MySqlDeviceTokensIT implements DeviceTokensContract {
    private static LocalDatabase database;

    @BeforeAll
    static void open() {
        database = LocalDatabase.empty("push_token_it");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public DeviceTokens tokens() {
        return tokens(1);
    }

    @Override
    public DeviceTokens tokensOfManyLogins() {
        return tokens(0);
    }

    private static DeviceTokens tokens(int multiLoginPolicy) {
        database.clear("push_token");
        return new MySqlDeviceTokens(database, multiLoginPolicy);
    }
}
