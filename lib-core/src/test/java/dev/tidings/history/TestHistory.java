package dev.tidings.history;

import dev.tidings.database.Database;

/** The full history in a real database, for the tests of other packages. */
public final class TestHistory {
    private TestHistory() {}

    public static History mySql(Database database) {
        return new MySqlHistory(database);
    }
}
