package dev.tidings.checker;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Not a test: writes a history in which everything holds, to see what judging it costs. Arguments: the file, how many
 * messages, in how many conversations of two.
 */
final class LongHistory {
    private LongHistory() {}

    public static void main(String[] args) throws IOException {
        int messages = Integer.parseInt(args[1]);
        int pairs = Integer.parseInt(args[2]);
        try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(Path.of(args[0])), 1 << 16), StandardCharsets.UTF_8))) {
            for (int i = 0; i < messages; i++) {
                live(out, i, i % pairs, 1 + i / pairs);
            }
            for (String user : new String[] {"a", "b"}) {
                for (int pair = 0; pair < pairs; pair++) {
                    finals(out, user + pair, pair, messages, pairs);
                }
            }
            out.write("{\"event\":\"TIER_END\",\"tier\":\"history\",\"seq\":" + messages + "}\n");
        }
    }

    private static String message(int number, int pair, int seq) {
        return "\"conversation\":\"si_a" + pair + "_b" + pair + "\",\"seq\":" + seq + ",\"sender\":\"a" + pair
                + "\",\"clientMsgID\":\"" + id(number) + "\",\"serverMsgID\":\"s" + id(number) + "\",\"crc\":"
                + (number + 1L);
    }

    private static String id(int number) {
        return Long.toHexString(0x123456789ABCDEFL * (number + 1L));
    }

    private static void live(BufferedWriter out, int number, int pair, int seq) throws IOException {
        long t = number * 100_000L;
        String who = "\"client\":\"a" + pair + "\",\"user\":\"a" + pair + "\",";
        out.write("{\"t\":" + t + "," + who + "\"event\":\"SEND\",\"conversation\":\"b" + pair + "\",\"clientMsgID\":\""
                + id(number) + "\",\"crc\":" + (number + 1L) + "}\n");
        out.write("{\"t\":" + (t + 1000) + "," + who + "\"event\":\"SENT\",\"outcome\":\"OK\",\"clientMsgID\":\""
                + id(number) + "\",\"serverMsgID\":\"s" + id(number) + "\"}\n");
        for (String user : new String[] {"a", "b"}) {
            for (String kind : new String[] {"PUSHED", "DELIVERED"}) {
                out.write("{\"t\":" + (t + 2000) + ",\"client\":\"" + user + pair + "\",\"user\":\"" + user + pair
                        + "\",\"event\":\"" + kind + "\"," + message(number, pair, seq) + "}\n");
            }
        }
    }

    private static void finals(BufferedWriter out, String user, int pair, int messages, int pairs) throws IOException {
        int seq = 0;
        for (int number = pair; number < messages; number += pairs) {
            seq++;
            String cell = "{\"event\":\"CELL\"," + message(number, pair, seq) + ",\"tier\":";
            out.write(cell + "\"conversation\",\"user\":\"" + user + "\"}\n");
            out.write(cell + "\"mailbox\",\"owner\":\"" + user + "\",\"mailboxSeq\":" + seq + "}\n");
            if (user.startsWith("a")) {
                out.write(cell + "\"history\"}\n");
            }
        }
        out.write("{\"event\":\"TIER_END\",\"tier\":\"conversation\",\"user\":\"" + user + "\",\"conversation\":\"si_a"
                + pair + "_b" + pair + "\",\"seq\":" + seq + "}\n");
        out.write("{\"event\":\"TIER_END\",\"tier\":\"mailbox\",\"owner\":\"" + user + "\",\"seq\":" + seq + "}\n");
    }
}
