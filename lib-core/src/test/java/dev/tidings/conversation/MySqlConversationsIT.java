package dev.tidings.conversation;

import dev.tidings.database.LocalDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class MySqlConversationsIT implements ConversationsContract {
    private static LocalDatabase database;

    @BeforeAll
    static void open() {
        database = LocalDatabase.empty("conversations_it");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public Conversations conversations() {
        database.clear("conversation", "conversation_version");
        return new MySqlConversations(database);
    }
}
