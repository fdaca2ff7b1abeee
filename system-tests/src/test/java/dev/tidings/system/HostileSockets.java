package dev.tidings.system;

import com.google.protobuf.ByteString;
import dev.tidings.client.Closed;
import dev.tidings.client.ImClient;
import dev.tidings.client.Login;
import dev.tidings.client.RefusedException;
import dev.tidings.omtp.Compression;
import dev.tidings.omtp.FrameCodec;
import dev.tidings.omtp.Framing;
import dev.tidings.omtp.ReqIdentifier;
import dev.tidings.omtp.Request;
import dev.tidings.omtp.proto.ConversationSeqs;
import dev.tidings.omtp.proto.GetSeqMessageReq;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.omtp.proto.PullMessageBySeqsReq;
import dev.tidings.omtp.proto.SeqRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Everything wrong that can be said when a socket is opened, and on one that is open. A handshake is to be refused with the
 * protocol's JSON; a frame either closes its socket with a code that is documented or is answered with a code that is not 500,
 * and the socket goes on.
 */
final class HostileSockets {
    private static final Set<Integer> CLOSE_CODES = Set.of(1002, 1003, 1007, 1009, 4001, 4005);
    private static final int INTERNAL = 500;

    private final URI socketUrl;
    private final Login login;
    private final Function<Login, ImClient> connecting;
    private final List<String> wrong = new ArrayList<>();
    private int tried;

    /** @param connecting opens a socket with a good login */
    HostileSockets(URI socketUrl, Login login, Function<Login, ImClient> connecting) {
        this.socketUrl = socketUrl;
        this.login = login;
        this.connecting = connecting;
    }

    /** What did not end as it should; one line each. */
    List<String> wrong() {
        return wrong;
    }

    int tried() {
        return tried;
    }

    // ---- handshakes

    void handshakes() {
        queries().forEach((what, query) -> {
            tried++;
            String answer = upgrade("GET " + socketUrl.getPath() + query + " HTTP/1.1", "Upgrade: websocket", "13");
            boolean refused = answer.startsWith("HTTP/1.1 200") && answer.matches("(?s).*\"errCode\":1[0-9]{3}.*");
            if (!refused || answer.contains("<html") || answer.contains("Exception")) {
                wrong.add(what + ": " + answer);
            }
        });
        String good = socketUrl.getPath() + query(Map.of());
        Map<String, String> upgrades = new LinkedHashMap<>();
        upgrades.put("no upgrade at all", upgrade("GET " + good + " HTTP/1.1", "X-Nothing: 1", "13"));
        upgrades.put("a POST", upgrade("POST " + good + " HTTP/1.1", "Upgrade: websocket", "13"));
        upgrades.put("an old version", upgrade("GET " + good + " HTTP/1.1", "Upgrade: websocket", "7"));
        upgrades.put("another protocol", upgrade("GET " + good + " HTTP/1.1", "Upgrade: h2c", "13"));
        upgrades.forEach((what, answer) -> {
            tried++;
            if (answer.startsWith("HTTP/1.1 101") || answer.startsWith("HTTP/1.1 5") || answer.contains("Exception")) {
                wrong.add(what + ": " + answer);
            }
        });
    }

    private Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("no query", "");
        queries.put("an empty query", "?");
        queries.put("only separators", "?&&&===&");
        for (String missing : List.of("sendID", "token", "platformID", "operationID")) {
            queries.put("no " + missing, query(Map.of(missing, "")));
        }
        queries.put("platform 0", query(Map.of("platformID", "0")));
        queries.put("platform 12", query(Map.of("platformID", "12")));
        queries.put("platform -5", query(Map.of("platformID", "-5")));
        queries.put("platform five", query(Map.of("platformID", "five")));
        queries.put("platform beyond an int", query(Map.of("platformID", "99999999999999999999")));
        queries.put("another platform than the token's", query(Map.of("platformID", "1")));
        queries.put("another user than the token's", query(Map.of("sendID", "imAdmin")));
        queries.put("a user that cannot be", query(Map.of("sendID", "a/b|c d")));
        queries.put("a token of dots", query(Map.of("token", "....")));
        queries.put("a token without a signature", query(Map.of("token", unsigned())));
        queries.put("a token that is too long", query(Map.of("token", "x".repeat(4_000))));
        queries.put("a background of maybe", query(Map.of("isBackground", "maybe")));
        queries.put("another compression", query(Map.of("compression", "zstd")));
        queries.put("another SDK", query(Map.of("sdkType", "cobol")));
        queries.put("half an escape", "?sendID=%E0%A4%A&token=%&platformID=5&operationID=x");
        queries.put("a v that is no base64", "?v=%21%21%21");
        queries.put("a v that is no JSON", "?v=" + packed("hello"));
        queries.put("a v that is a list", "?v=" + packed("[1,2]"));
        queries.put("a v that is deep", "?v=" + packed("{\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}"));
        queries.put("a v of wrong types", "?v=" + packed("{\"userID\":7,\"token\":{},\"platformID\":\"5\"}"));
        queries.put("a v without a token", "?v=" + packed("{\"userID\":\"u\",\"platformID\":5,\"operationID\":\"o\"}"));
        return queries;
    }

    /** A good query with some parameters exchanged, and without those that are empty. */
    private String query(Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(
                Map.of("sendID", login.userID(), "token", login.token(), "platformID", "5", "operationID", "hostile"));
        all.putAll(others);
        StringBuilder query = new StringBuilder("?");
        all.forEach((name, value) -> {
            if (!value.isEmpty()) {
                query.append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                        .append('&');
            }
        });
        return query.toString();
    }

    private String unsigned() {
        String[] parts = login.token().split("\\.", -1);
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes("{\"alg\":\"none\"}"));
        return none + "." + parts[1] + ".";
    }

    private static String packed(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(json));
    }

    private String upgrade(String firstLine, String upgrade, String version) {
        try (Socket socket = new Socket(socketUrl.getHost(), socketUrl.getPort())) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream()
                    .write(bytes(firstLine + "\r\nHost: localhost\r\n" + upgrade + "\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: " + version
                            + "\r\nContent-Length: 0\r\n\r\n"));
            byte[] answer = new byte[4096];
            int length = 0;
            while (length < answer.length) {
                int read = socket.getInputStream().read(answer, length, answer.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
                String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
                if (text.contains("\r\n\r\n") && (text.startsWith("HTTP/1.1 101") || text.endsWith("}"))) {
                    break;
                }
            }
            return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException e) {
            return "no answer in time";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- frames

    void frames() {
        rawFrames().forEach((what, frame) -> {
            ImClient client = connecting.apply(login);
            client.sendRaw(frame);
            livesOrIsClosed(what, client);
        });
        payloads().forEach((what, payload) -> {
            for (ReqIdentifier kind : List.of(
                    ReqIdentifier.GET_NEWEST_SEQ,
                    ReqIdentifier.PULL_MSG_BY_RANGE,
                    ReqIdentifier.SEND_MSG,
                    ReqIdentifier.PULL_MSG_BY_SEQ_LIST,
                    ReqIdentifier.GET_CONV_MAX_READ_SEQ,
                    ReqIdentifier.PULL_CONV_LAST_MESSAGE,
                    ReqIdentifier.SET_BACKGROUND_STATUS,
                    ReqIdentifier.SUB_USER_ONLINE_STATUS)) {
                isAnswered(kind + " with " + what, kind.number(), payload);
            }
            isAnswered("the mailbox's newest with " + what, 9001, payload);
            isAnswered("a pull of the mailbox with " + what, 9002, payload);
        });
    }

    private Map<String, ByteString> rawFrames() {
        Map<String, ByteString> frames = new LinkedHashMap<>();
        byte[] good = gunzipped(frame(ReqIdentifier.GET_NEWEST_SEQ.number(), login.userID()));
        frames.put("nothing", ByteString.EMPTY);
        frames.put("a zero", ByteString.copyFrom(new byte[1]));
        frames.put("zeroes", ByteString.copyFrom(new byte[1_000]));
        frames.put("gzip of nothing", gzip(new byte[0]));
        frames.put("gzip of zeroes", gzip(new byte[1_000]));
        frames.put("gzip of text", gzip(bytes("hello")));
        frames.put("gzip of JSON", gzip(bytes("{\"reqIdentifier\":1001,\"sendID\":\"" + login.userID() + "\"}")));
        frames.put("gzip within gzip", gzip(gzip(good).toByteArray()));
        frames.put("half of a gzip", gzip(good).substring(0, 20));
        frames.put("gob without gzip", ByteString.copyFrom(good));
        frames.put("half a gob", gzip(Arrays.copyOf(good, good.length / 2)));
        frames.put("a gob and more", gzip(Arrays.copyOf(good, good.length + 9)));
        frames.put("a length of 2^63", gzip(new byte[] {-8, 127, -1, -1, -1, -1, -1, -1, -1}));
        frames.put("a length of 9 bytes", gzip(new byte[] {-9, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
        frames.put("a negative type", gzip(new byte[] {3, 1, 1, 1}));
        frames.put("another user's name", frame(ReqIdentifier.GET_NEWEST_SEQ.number(), "imAdmin"));
        frames.put("nobody's name", frame(ReqIdentifier.GET_NEWEST_SEQ.number(), ""));
        for (int unknown :
                new int[] {0, -1, 1004, 1008, 2001, 2002, 3001, 9003, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            frames.put("request " + unknown, frame(unknown, login.userID()));
        }
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            byte[] broken = good.clone();
            for (int hits = 0; hits < 3; hits++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            frames.put("a gob that is hit " + round, gzip(broken));
            byte[] noise = new byte[random.nextInt(2_000)];
            random.nextBytes(noise);
            frames.put("noise " + round, ByteString.copyFrom(noise));
        }
        return frames;
    }

    private static Map<String, ByteString> payloads() {
        Map<String, ByteString> payloads = new LinkedHashMap<>();
        byte[] noise = new byte[500];
        new Random(11).nextBytes(noise);
        payloads.put("noise", ByteString.copyFrom(noise));
        payloads.put("half a field", ByteString.copyFrom(new byte[] {10, 100, 65}));
        payloads.put("bytes that are no UTF-8", ByteString.copyFrom(new byte[] {10, 2, -1, -2, 18, 2, -1, -2}));
        payloads.put("a group that never ends", ByteString.copyFrom(new byte[] {11, 11, 11, 11, 11}));
        payloads.put(
                "absurd ranges",
                PullMessageBySeqsReq.newBuilder()
                        .setUserID("imAdmin")
                        .addSeqRanges(SeqRange.newBuilder()
                                .setConversationID("xx_no_conversation")
                                .setBegin(Long.MIN_VALUE)
                                .setEnd(Long.MAX_VALUE)
                                .setNum(Long.MIN_VALUE))
                        .setOrderValue(77)
                        .build()
                        .toByteString());
        payloads.put(
                "absurd seqs",
                GetSeqMessageReq.newBuilder()
                        .setUserID("imAdmin")
                        .addConversations(ConversationSeqs.newBuilder()
                                .setConversationID("si_a/b|c_d")
                                .addSeqs(Long.MIN_VALUE)
                                .addSeqs(Long.MAX_VALUE))
                        .build()
                        .toByteString());
        payloads.put(
                "an absurd message",
                MsgData.newBuilder()
                        .setSendID("imAdmin")
                        .setRecvID("a b")
                        .setGroupID("g")
                        .setSessionType(-9)
                        .setContentType(Integer.MIN_VALUE)
                        .setSeq(Long.MIN_VALUE)
                        .setSendTime(Long.MAX_VALUE)
                        .setStatus(77)
                        .putOptions("isNotNotification", false)
                        .putOptions("x".repeat(1_000), true)
                        .build()
                        .toByteString());
        return payloads;
    }

    private void isAnswered(String what, int request, ByteString payload) {
        tried++;
        ImClient client = connecting.apply(login);
        try {
            client.request(request, payload).orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            boolean refused = e.getCause() instanceof RefusedException refusal && refusal.errCode() != INTERNAL;
            if (!refused) {
                wrong.add(what + ": " + e.getCause());
            }
        }
        tried--;
        livesOrIsClosed(what, client);
    }

    /** What comes next shows what became of the socket: requests of one are handled in their order. */
    private void livesOrIsClosed(String what, ImClient client) {
        tried++;
        try {
            client.newestSeqs().orTimeout(10, TimeUnit.SECONDS).join();
            client.close();
        } catch (CompletionException | IllegalStateException e) {
            Closed closed = client.closed()
                    .completeOnTimeout(new Closed(0, "open"), 5, TimeUnit.SECONDS)
                    .join();
            if (!CLOSE_CODES.contains(closed.code())) {
                wrong.add(what + ": " + closed);
            }
        }
    }

    private static ByteString frame(int reqIdentifier, String sendID) {
        Request request = new Request(reqIdentifier, "", sendID, "op", sendID + "_op", ByteString.EMPTY);
        return ByteString.copyFrom(
                FrameCodec.forClient(Framing.GOB, Compression.GZIP).encodeRequest(request));
    }

    private static byte[] gunzipped(ByteString frame) {
        try (var in = new GZIPInputStream(frame.newInput())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteString gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteString.copyFrom(out.toByteArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
