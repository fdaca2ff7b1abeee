package dev.tidings.offline;

import dev.tidings.database.LocalDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MySqlBadgesIT implements BadgesContract {
    private static LocalDatabase database;

    @BeforeAll
    static void open() {
        database = LocalDatabase.empty("push_badge_it");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public Badges badges() {
        database.clear("push_badge");
        return new MySqlBadges(database);
    }
}
