package dev.tidings.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.util.SafeEncoder;

/** A Lua script from the class path. It is sent whole only when the Redis process does not have it yet. */
public final class RedisScript {
    private final byte[] source;
    private final byte[] sha1;

    /** @param names of resources beside {@code owner}, which make one script behind each other */
    public RedisScript(Class<?> owner, String... names) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : names) {
            try (InputStream in = owner.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("no script " + name);
                }
                in.transferTo(all);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        this.source = all.toByteArray();
        this.sha1 = SafeEncoder.encode(sha1(source));
    }

    private static String sha1(byte[] source) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-1").digest(source));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Runs it without declared keys: all keys of Tidings live on one Redis. */
    public Object run(Jedis jedis, List<String> arguments) {
        byte[][] encoded = new byte[arguments.size()][];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = arguments.get(i).getBytes(StandardCharsets.UTF_8);
        }
        try {
            return jedis.evalsha(sha1, 0, encoded);
        } catch (JedisNoScriptException e) {
            return jedis.eval(source, 0, encoded);
        }
    }
}
