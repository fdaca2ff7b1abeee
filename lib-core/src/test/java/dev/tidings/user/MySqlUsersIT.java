package dev.tidings.user;

import dev.tidings.database.LocalDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MySqlUsersIT implements UsersContract {
    private static LocalDatabase database;

    @BeforeAll
    static void open() {
        database = LocalDatabase.empty("users_it");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public Users users() {
        database.clear("im_user");
        return new MySqlUsers(database);
    }
}
