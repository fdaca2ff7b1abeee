package dev.tidings.redis;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * The node's pool of Redis connections. Each connection knows the {@code run_id} of the Redis process at its other end: a
 * restart or a fail-over breaks every connection, so a connection never speaks to another process than the one it named.
 */
@ApplicationScoped
public class RedisConnections implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;
    private static final Duration WAIT_MAX = Duration.ofSeconds(2);

    private final ConnectionPool pool;
    private final Map<Connection, String> runIds = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param url {@code redis://[[user]:password@]host:port[/database]}, {@code rediss://} for TLS */
    @Inject
    public RedisConnections(@ConfigProperty(name = "im.redis.url") URI url) {
        this.pool = new ConnectionPool(new HostAndPort(url.getHost(), url.getPort()), clientConfig(url), poolConfig());
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected RedisConnections() {
        this.pool = null;
    }

    private static ConnectionPoolConfig poolConfig() {
        ConnectionPoolConfig config = new ConnectionPoolConfig();
        config.setMaxTotal(CONNECTIONS_MAX);
        config.setMaxIdle(CONNECTIONS_MAX);
        config.setMaxWait(WAIT_MAX);
        config.setJmxEnabled(false);
        return config;
    }

    private static DefaultJedisClientConfig clientConfig(URI url) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) WAIT_MAX.toMillis())
                .socketTimeoutMillis((int) WAIT_MAX.toMillis())
                .user(JedisURIHelper.getUser(url))
                .password(JedisURIHelper.getPassword(url))
                .database(JedisURIHelper.getDBIndex(url))
                .clientName("tidings");
        if (JedisURIHelper.isRedisSSLScheme(url)) {
            config.sslOptions(SslOptions.defaults());
        }
        return config.build();
    }

    /**
     * Runs commands on one connection.
     *
     * @throws ImException {@code UNAVAILABLE} if Redis does not answer within 2 s
     */
    public <T> T with(Function<Session, T> commands) {
        try (Connection connection = pool.getResource()) {
            return commands.apply(new Session(new Jedis(connection), runId(connection)));
        } catch (JedisConnectionException e) {
            // The others lead to the same process: if it is gone, each of them would fail one more caller.
            pool.clear();
            throw new ImException(ErrorCode.UNAVAILABLE, "Redis does not answer", e);
        } catch (JedisException e) {
            throw new ImException(ErrorCode.UNAVAILABLE, "Redis does not answer", e);
        }
    }

    /** @throws ImException {@code UNAVAILABLE} if Redis does not answer within 2 s */
    public void ping() {
        with(session -> session.jedis().ping());
    }

    private String runId(Connection connection) {
        String known = runIds.get(connection);
        if (known != null) {
            return known;
        }
        String runId = new Jedis(connection)
                .info("server")
                .lines()
                .filter(line -> line.startsWith("run_id:"))
                .map(line -> line.substring("run_id:".length()).trim())
                .findFirst()
                .orElseThrow(() -> new ImException(ErrorCode.UNAVAILABLE, "Redis does not tell its run_id"));
        runIds.put(connection, runId);
        return runId;
    }

    @Override
    @PreDestroy
    public void close() {
        pool.close();
    }

    /**
     * A borrowed connection.
     *
     * @param runId names the Redis process at its other end; another after every restart and fail-over
     */
    public record Session(Jedis jedis, String runId) {}
}
