package dev.tidings.gateway.rest;

import dev.tidings.cluster.TestNodes;
import dev.tidings.gateway.socket.Lobby;
import dev.tidings.gateway.socket.TestLobby;
import dev.tidings.message.UserId;
import dev.tidings.msg.InMemoryServices;
import dev.tidings.push.LocalNode;
import dev.tidings.token.TestTokens;
import dev.tidings.user.User;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.SecurityContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ContainerResponse;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;

/** The whole REST API, filters, readers and mappers included, on stores in the heap. */
final class Api {
    private static final URI BASE = URI.create("http://im.example/im/api/");

    final InMemoryServices services = new InMemoryServices();
    final Lobby lobby = TestLobby.empty();
    final String admin = services.auth
            .adminToken(TestTokens.ADMIN_SECRET, TestTokens.ADMIN, "test")
            .token();
    private final ApplicationHandler handler;
    /** It finds it odd that resources are given as objects. Kept here: a logger that nobody holds forgets its level. */
    private static final Logger JERSEY = Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    static {
        JERSEY.setLevel(Level.SEVERE);
    }

    Api() {
        this(Set.of("*"), true);
    }

    Api(Set<String> origins, boolean demo) {
        // What a container would inject is given here; the rest needs nothing but the request.
        List<Object> beans = List.of(
                new AnswerHeaders(origins),
                new Locks(services.auth, services.limits),
                new AuthResource(services.auth),
                new UserResource(services.userService),
                new MessageResource(
                        services.messages,
                        services.inbox,
                        services.historyService,
                        services.userService,
                        services.clock,
                        Runnable::run),
                new ConversationResource(services.conversationService),
                new FriendResource(),
                new GroupResource(),
                new JsSdkResource(services.conversationService),
                new MailboxResource(services.inbox),
                new NodeResource(TestNodes.alone(new LocalNode(), services.tokens, "node-1"), lobby),
                new ThirdResource(services.deviceService),
                new StatisticsResource(services.userService, services.historyService),
                new OpsResource(services.deadLetterService, services.repairs()),
                new DemoResource(services.demo(demo)));
        Set<Class<?>> given = beans.stream().<Class<?>>map(Object::getClass).collect(Collectors.toSet());
        ResourceConfig config = new ResourceConfig();
        config.property("jersey.config.server.wadl.disableWadl", true);
        config.register(new DependentScope());
        beans.forEach(config::register);
        new RestApplication()
                .getClasses().stream().filter(each -> !given.contains(each)).forEach(config::register);
        handler = new ApplicationHandler(config);
    }

    /** Registers a user and logs a web client of his in. @return his token */
    String login(String userId) {
        UserId user = new UserId(userId);
        if (services.users.existing(List.of(user)).isEmpty()) {
            services.users.register(List.of(User.of(user, "Nick " + userId, "", 1)));
        }
        return services.tokens.issue(user, 5, Duration.ofDays(1)).token();
    }

    /** A request as clients make it. */
    Reply post(String path, @Nullable String token, String body) {
        Map<String, String> headers = headers();
        if (token != null) {
            headers.put("token", token);
        }
        return send("POST", path, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The data of a request that must succeed. */
    JsonObject data(String path, @Nullable String token, String body) {
        Reply reply = post(path, token, body);
        if (reply.errCode() != 0) {
            throw new AssertionError(path + " was refused: " + reply.text());
        }
        return reply.json().getJsonObject("data");
    }

    /** What every request has, as a map to be changed. */
    static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("operationID", "op-1");
        return headers;
    }

    Reply send(String method, String path, Map<String, String> headers, byte[] body) {
        ContainerRequest request = new ContainerRequest(
                BASE,
                BASE.resolve(path.substring(1)),
                method,
                new Anonymous(),
                new MapPropertiesDelegate(),
                handler.getConfiguration());
        headers.forEach((name, value) -> request.getHeaders().add(name, value));
        request.setEntityStream(new ByteArrayInputStream(body));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ContainerResponse response = handler.apply(request, out).get();
            return new Reply(response.getStatus(), response, out.toString(StandardCharsets.UTF_8));
        } catch (ExecutionException e) {
            throw new AssertionError("the request was not answered", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static JsonObject parsed(String json) {
        try (var reader = jakarta.json.Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    /** An answer. */
    record Reply(int status, ContainerResponse response, String text) {
        JsonObject json() {
            return parsed(text);
        }

        int errCode() {
            return json().getInt("errCode");
        }

        String errDlt() {
            return json().getString("errDlt");
        }

        @Nullable
        String header(String name) {
            return response.getHeaderString(name);
        }
    }

    private static final class Anonymous implements SecurityContext {
        @Override
        public @Nullable Principal getUserPrincipal() {
            return null;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public @Nullable String getAuthenticationScheme() {
            return null;
        }
    }
}
