package dev.tidings.conversation;

class InMemoryConversationsTest implements ConversationsContract {
    @Override
    public Conversations conversations() {
        return new InMemoryConversations();
    }
}
