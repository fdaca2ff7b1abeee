package dev.tidings.hook;

import dev.tidings.hook.HookFailure.Reason;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.entity.AbstractBinAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.AbstractAsyncResponseConsumer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Calls the business server on Apache's HttpClient, which, unlike the JDK's, lets us decide which of a host's addresses a
 * connection is made to. No thread waits for an answer, connections are kept, redirects are answers like any other.
 */
@ApplicationScoped
class HttpHooks {
    /** What one answer may have. */
    static final int ANSWER_BYTES_MAX = 64 * 1024;

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(3);
    /** Shorter than servers keep idle connections, so that a call is not sent into one that is just being closed. */
    private static final TimeValue IDLE_MAX = TimeValue.ofSeconds(3);
    /** After this a connection is made anew, to where the host's name leads by then. */
    private static final TimeValue CONNECTION_AGE_MAX = TimeValue.ofMinutes(5);
    /** Above what all bulkheads let through together: they are the limit, this is not to be. */
    private static final int CONNECTIONS_MAX = 20_000;

    private static final int IO_THREADS = 2;

    private final HookSettings settings;
    private final Clock clock;
    private @Nullable CloseableHttpAsyncClient client;

    @Inject
    HttpHooks(HookSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected HttpHooks() {
        this(null, null);
    }

    /** Posts, and fails with {@link HookFailure} if there is no complete answer in time. Any status is an answer. */
    CompletableFuture<HookAnswer> post(HookCall call) {
        CompletableFuture<HookAnswer> answer = new CompletableFuture<>();
        Future<HookAnswer> exchange;
        try {
            exchange = client().execute(request(call), new BoundedAnswer(), new FutureCallback<>() {
                @Override
                public void completed(HookAnswer result) {
                    answer.complete(result);
                }

                @Override
                public void failed(Exception e) {
                    answer.completeExceptionally(failure(e));
                }

                @Override
                public void cancelled() {
                    answer.completeExceptionally(new HookFailure(Reason.CONNECT, "the call was cancelled"));
                }
            });
        } catch (RuntimeException e) {
            answer.completeExceptionally(failure(e));
            return answer;
        }
        return answer.orTimeout(Math.max(1, call.timeout().toMillis()), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> {
                    if (failure instanceof TimeoutException) {
                        exchange.cancel(true);
                        return CompletableFuture.failedFuture(new HookFailure(
                                Reason.TIMEOUT, "no answer in " + call.timeout().toMillis() + " ms"));
                    }
                    return CompletableFuture.failedFuture(failure);
                });
    }

    private AsyncRequestProducer request(HookCall call) {
        byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
        String timestamp = Long.toString(clock.millis());
        return AsyncRequestBuilder.post(call.url())
                .addHeader("operationID", call.operationId().replaceAll("[^\\x21-\\x7e]", "_"))
                .addHeader("X-Tidings-Event-Id", call.eventId())
                .addHeader("X-Tidings-Attempt", Integer.toString(call.attempt()))
                .addHeader("X-Tidings-Timestamp", timestamp)
                .addHeader("X-Tidings-Signature", signatures(timestamp, body))
                .setEntity(body, ContentType.APPLICATION_JSON)
                .build();
    }

    private String signatures(String timestamp, byte[] body) {
        return settings.signing().stream()
                .map(key -> key.id() + "=" + key.sign(timestamp, body))
                .collect(Collectors.joining(","));
    }

    private static HookFailure failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HookFailure known) {
                return known;
            }
            if (cause instanceof DeniedException) {
                return new HookFailure(Reason.ADDRESS, String.valueOf(cause.getMessage()), e);
            }
            if (cause instanceof TooLargeException) {
                return new HookFailure(Reason.TOO_LARGE, "the answer is larger than " + ANSWER_BYTES_MAX + " bytes", e);
            }
        }
        return new HookFailure(Reason.CONNECT, String.valueOf(e.getMessage()), e);
    }

    private synchronized CloseableHttpAsyncClient client() {
        CloseableHttpAsyncClient open = client;
        if (open == null) {
            open = HttpAsyncClients.custom()
                    .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                            .setDnsResolver(new AllowedAddresses(settings.addresses()))
                            .setMaxConnTotal(CONNECTIONS_MAX)
                            .setMaxConnPerRoute(CONNECTIONS_MAX)
                            .setDefaultConnectionConfig(ConnectionConfig.custom()
                                    .setConnectTimeout(CONNECT_TIMEOUT)
                                    .setTimeToLive(CONNECTION_AGE_MAX)
                                    .build())
                            .setDefaultTlsConfig(TlsConfig.custom()
                                    .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                                    .build())
                            .build())
                    .setIOReactorConfig(IOReactorConfig.custom()
                            .setIoThreadCount(IO_THREADS)
                            .setTcpNoDelay(true)
                            .build())
                    .setDefaultRequestConfig(RequestConfig.custom()
                            .setRedirectsEnabled(false)
                            .setAuthenticationEnabled(false)
                            .build())
                    .setKeepAliveStrategy((response, context) -> IDLE_MAX)
                    .evictIdleConnections(IDLE_MAX)
                    .evictExpiredConnections()
                    .disableRedirectHandling()
                    .disableAutomaticRetries()
                    .disableCookieManagement()
                    .disableAuthCaching()
                    .setUserAgent("Tidings")
                    .build();
            open.start();
            client = open;
        }
        return open;
    }

    @PreDestroy
    synchronized void stop() {
        CloseableHttpAsyncClient open = client;
        client = null;
        if (open != null) {
            open.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
        }
    }

    /** The host has an address that may not be called. */
    private static final class DeniedException extends UnknownHostException {
        DeniedException(String message) {
            super(message);
        }
    }

    /** More came than an answer may have. */
    private static final class TooLargeException extends IOException {}

    /**
     * Names are looked up here and nowhere else, and a connection is made to one of these very addresses: a name that leads
     * somewhere else a moment later changes nothing.
     */
    private static final class AllowedAddresses implements DnsResolver {
        private final AddressRules rules;

        AllowedAddresses(AddressRules rules) {
            this.rules = rules;
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            List<InetAddress> allowed =
                    List.of(addresses).stream().filter(rules::allows).toList();
            // All or none: a name that leads to this machine beside a public address is somebody's attempt.
            if (allowed.size() < addresses.length) {
                throw new DeniedException(
                        host + " has an address that may not be called unless im.hook.allowed-addresses names it");
            }
            return addresses;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    /** Reads an answer up to its limit and breaks the connection off beyond it. */
    private static final class BoundedAnswer extends AbstractAsyncResponseConsumer<HookAnswer, String> {
        BoundedAnswer() {
            super(new BoundedBody());
        }

        @Override
        protected HookAnswer buildResult(HttpResponse response, @Nullable String entity, @Nullable ContentType type) {
            return new HookAnswer(response.getCode(), entity == null ? "" : entity);
        }

        @Override
        public void informationResponse(HttpResponse response, HttpContext context) {
            // 1xx says nothing that is of use here.
        }
    }

    private static final class BoundedBody extends AbstractBinAsyncEntityConsumer<String> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        protected void streamStart(@Nullable ContentType type) {
            // JSON is UTF-8 whatever the header says.
        }

        @Override
        protected int capacityIncrement() {
            return ANSWER_BYTES_MAX;
        }

        @Override
        protected void data(ByteBuffer source, boolean endOfStream) throws IOException {
            if (bytes.size() + source.remaining() > ANSWER_BYTES_MAX) {
                throw new TooLargeException();
            }
            byte[] chunk = new byte[source.remaining()];
            source.get(chunk);
            bytes.write(chunk);
        }

        @Override
        protected String generateContent() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void releaseResources() {
            bytes.reset();
        }
    }
}
