package dev.tidings.bench.scenario;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the application server works on, told from the stack of a thread: the first stage counts that a stack has a sign of. They are in the
 * order of a message's way in {@code words}, and in the order in which signs are looked for here.
 */
enum Stage {
    COMPILER("the JVM's compiler", "^\\[C[12] "),
    COLLECTOR("garbage collection", "^\\[(G1|GC|VM )"),
    ACK("ack: encode, write to the socket", "FrameHandler\\.answer|FrameHandler\\.lambda\\$answer"),
    COMMIT("group commit", "JmsAcceptedQueue\\.commit|^\\[im-accepted"),
    RECEIPT("receipts in Redis", "RedisReceipts\\.(ask|firsts)|^\\[im-receipts"),
    DECODE("frame: decode", "\\.decodeRequest"),
    RULES("session bean, rules, stamp, encode", "FrameHandler\\.handle"),
    PUSH_WRITE("push: write to sockets", "Sockets\\..*Tyrus|Sockets\\..*glassfish"),
    PUSH("push: audience, encode", "transfer/Pushing\\.push"),
    CELLS("mailboxes: insert cells", "MongoMailboxes\\.store(;|\\$|\\b)"),
    RETRIES("mailboxes: look for retries", "Transfer\\.earlier"),
    SEQS("places and watermarks in Redis", "transfer/Transfer\\..*RedisSeqs"),
    TRANSFER("transfer: take, decode, wait for the group", "TransferListener\\.onMessage"),
    HISTORY("full history", "HistoryListener\\.onMessage"),
    BROKER("broker's client: frames, acknowledgements", "activemq"),
    SELECTOR("sockets: wait until one can be read", "SelectorRunner\\]|SelectorRunner \\]|^\\[[^;]*kernel"),
    SOCKETS("sockets: read (Grizzly, Tyrus)", "^\\[http-thread-pool"),
    OTHER("everything else", "");

    private static final List<Stage> WAY = List.of(
            SELECTOR,
            SOCKETS,
            DECODE,
            RULES,
            RECEIPT,
            COMMIT,
            ACK,
            BROKER,
            TRANSFER,
            RETRIES,
            SEQS,
            CELLS,
            PUSH,
            PUSH_WRITE,
            HISTORY,
            COMPILER,
            COLLECTOR,
            OTHER);

    private final String words;
    private final Pattern sign;

    Stage(String words, String sign) {
        this.words = words;
        this.sign = Pattern.compile(sign);
    }

    String words() {
        return words;
    }

    /** All stages in the order in which a message comes to them; the JVM's own work at the end. */
    static List<Stage> onTheWay() {
        return WAY;
    }

    /** @param stack frames from the thread's name on, parted by semicolons, as async-profiler writes them */
    static Stage of(String stack) {
        return Arrays.stream(values())
                .filter(stage -> stage.sign.matcher(stack).find())
                .findFirst()
                .orElse(OTHER);
    }

    /**
     * How much of the time was spent in each stage.
     *
     * @param profile lines of a stack, a space and a number of samples
     * @return shares that are 1 together
     */
    static Map<Stage, Double> shares(List<String> profile) {
        Map<Stage, Double> samples = new EnumMap<>(Stage.class);
        double all = 0;
        for (String line : profile) {
            int space = line.lastIndexOf(' ');
            long number = Long.parseLong(line.substring(space + 1));
            samples.merge(of(line.substring(0, space)), (double) number, Double::sum);
            all += number;
        }
        double total = all;
        samples.replaceAll((stage, number) -> number / total);
        return samples;
    }
}
