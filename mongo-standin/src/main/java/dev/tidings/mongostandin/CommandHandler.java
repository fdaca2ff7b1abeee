package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.message.ClientRequest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.group.ChannelGroup;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Answers the commands of one connection. */
final class CommandHandler extends MongoDatabaseHandler {
    private static final System.Logger LOG = System.getLogger(CommandHandler.class.getName());
    private static final int TOO_BUSY = 24;

    private final StandinBackend backend;
    private final Acknowledger acknowledger;
    private final Executor slow;

    /** @param slow runs commands that others should not wait behind */
    CommandHandler(StandinBackend backend, ChannelGroup channels, Acknowledger acknowledger, Executor slow) {
        super(backend, channels);
        this.backend = backend;
        this.acknowledger = acknowledger;
        this.slow = slow;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ClientRequest request) {
        if (!(request instanceof Command command)) {
            super.channelRead0(context, request);
            return;
        }

        if (!isSlow(command)) {
            answer(context, command);
            return;
        }
        try {
            slow.execute(() -> answer(context, command));
        } catch (RejectedExecutionException e) {
            send(
                    context,
                    command,
                    WriteErrors.reply(new MongoServerError(
                            TOO_BUSY, "LockTimeout", "Too many commands that read whole collections are waiting")));
        }
    }

    private boolean isSlow(Command command) {
        try {
            return backend.isSlow(command.database(), command.name(), command.getDocument());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> "A command that cannot be planned: " + command.name(), e);
            return false; // whatever is wrong with it, answering says so
        }
    }

    private void answer(ChannelHandlerContext context, Command command) {
        Document reply;
        try {
            reply = backend.execute(context.channel(), command.database(), command.name(), command.getDocument());
        } catch (MongoServerException e) {
            reply = WriteErrors.reply(e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, () -> "A command failed: " + command.name(), e);
            reply = WriteErrors.reply(new MongoServerException("Unknown error: " + e, e));
        }
        Document answer = reply;
        if (StandinBackend.changes(command.name())) {
            acknowledger.whenCommitted(
                    () -> send(context, command, answer), failure -> send(context, command, failure));
        } else {
            send(context, command, answer);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // with this promise, a failure comes to exceptionCaught
    private static void send(ChannelHandlerContext context, Command command, Document answer) {
        if (command.isAnswered()) {
            context.writeAndFlush(new Reply(command.getHeader().getRequestID(), answer), context.voidPromise());
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "Closing the connection of " + context.channel().remoteAddress() + ": " + cause);
        context.close();
    }
}
