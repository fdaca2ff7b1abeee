package dev.tidings.hook;

import com.google.protobuf.ByteString;
import dev.tidings.message.ConversationId;
import dev.tidings.message.MessageId;
import dev.tidings.message.UserId;
import dev.tidings.push.Delivery;
import dev.tidings.user.User;
import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** No business server: nobody is asked and nobody is told. */
public final class NoHooks implements BeforeHooks, AfterHooks, Decisions, DeadEvents {
    @Override
    public boolean asks(Hook hook) {
        return false;
    }

    @Override
    public boolean asks(Hook hook, int contentType, String receiver) {
        return false;
    }

    @Override
    public <T> CompletionStage<T> ask(Hook hook, Question question, Function<JsonObject, T> reading, T otherwise) {
        throw new AssertionError("nobody is to be asked");
    }

    @Override
    public CompletionStage<Optional<ByteString>> find(MessageId message) {
        throw new AssertionError("nothing was decided");
    }

    @Override
    public CompletionStage<ByteString> first(MessageId message, ByteString decision) {
        throw new AssertionError("nothing was decided");
    }

    @Override
    public void registered(List<User> users, String operationId) {}

    @Override
    public void read(
            ConversationId conversation, UserId reader, Collection<Long> seqs, long hasReadSeq, String operationId) {}

    @Override
    public void revoked(ConversationId conversation, long seq, UserId revoker, String operationId) {}

    @Override
    public void saved(List<Delivery> stored) {}

    @Override
    public void bury(HookEvent event, int attempts, String reason) {
        throw new AssertionError("there are no events");
    }

    @Override
    public void bury(byte[] undecodable, String reason) {
        throw new AssertionError("there are no events");
    }
}
