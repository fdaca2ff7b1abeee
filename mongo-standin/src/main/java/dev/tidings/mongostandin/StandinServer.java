package dev.tidings.mongostandin;

import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A running server: its socket, its threads and its files. */
final class StandinServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StandinServer.class.getName());

    /** More than cores, since one of them may wait for another's batch. */
    private static final int IO_THREADS = 4;

    private static final int SLOW_THREADS = 2;
    private static final int SLOW_WAITING_MAX = 200;
    private static final int CONNECTIONS_MAX = 1000;
    private static final int BACKLOG = 128;
    private static final int STOP_SECONDS = 5;

    private final Storage storage;
    private final StandinBackend backend;
    private final Acknowledger acknowledger;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(IO_THREADS, threads("standin-io", false), NioIoHandler.newFactory());
    private final ThreadPoolExecutor slow = new ThreadPoolExecutor(
            SLOW_THREADS,
            SLOW_THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(SLOW_WAITING_MAX),
            threads("standin-slow", true));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(threads("standin-timer", true));
    private final Channel socket;

    /**
     * Opens the data and listens.
     *
     * @param onFailure told when a write failed and the server cannot go on
     * @throws StorageException if the data cannot be opened, or the address not be used
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the timer's task never ends
    StandinServer(StandinOptions options, Clock clock, Consumer<Throwable> onFailure) {
        slow.allowCoreThreadTimeOut(true);
        storage = new Storage(options, onFailure);
        backend = new StandinBackend(storage, clock);
        acknowledger = new Acknowledger(storage);
        socket = listen(options);
        timer.scheduleWithFixedDelay(backend::expireCursors, 1, 1, TimeUnit.MINUTES);
    }

    private Channel listen(StandinOptions options) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connect(channel);
                    }
                });
        InetSocketAddress address = new InetSocketAddress(options.bind(), options.port());
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop();
            throw new StorageException(
                    "Cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a refused connection is done with
    private void connect(SocketChannel channel) {
        if (channels.size() >= CONNECTIONS_MAX) {
            channel.close();
            return;
        }
        channel.pipeline()
                .addLast(new MongoWireReplyEncoder())
                .addLast(new ReplyEncoder())
                .addLast(new CommandDecoder())
                .addLast(new CommandHandler(backend, channels, acknowledger, slow));
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    private static ThreadFactory threads(String name, boolean daemon) {
        AtomicInteger count = new AtomicInteger();
        return action -> {
            Thread thread = new Thread(action, name + "-" + count.incrementAndGet());
            thread.setDaemon(daemon);
            return thread;
        };
    }

    /** Stops listening, lets commands that run come to their end, and saves everything. */
    @Override
    public void close() {
        socket.close().awaitUninterruptibly();
        channels.close().awaitUninterruptibly();
        stop();
    }

    private void stop() {
        timer.shutdown();
        slow.shutdown();
        try {
            // Nobody is interrupted: that would close the file under whoever reads or writes it.
            if (!slow.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "Stopping in the midst of a command that takes long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        acknowledger.close();
        backend.close();
    }
}
