/** Tests of conversations, and {@link dev.tidings.conversation.InMemoryConversations} for the tests of whoever needs some. */
@NullMarked
package dev.tidings.conversation;

import org.jspecify.annotations.NullMarked;
