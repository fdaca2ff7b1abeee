package dev.tidings.bench.scenario;

import dev.tidings.client.ImClient;
import dev.tidings.omtp.proto.PullMsgs;
import dev.tidings.omtp.proto.PullOrder;
import dev.tidings.omtp.proto.SeqRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** How a device that has nothing gets everything: one request after the other, as the SDKs ask. */
enum Way {
    /**
     * Ranges of 100 messages together, over all conversations: the size in which the OpenIM SDKs fetch what they fetch whole after
     * a connect, and what Tidings' own client does with everything.
     */
    RANGES("ranges of 100") {
        @Override
        int pull(ImClient client, Map<String, Long> newest, Received received) {
            int requests = 0;
            List<SeqRange> next = new ArrayList<>();
            long room = RANGE_MESSAGES;
            for (Map.Entry<String, Long> each : newest.entrySet()) {
                long begin = 1;
                while (begin <= each.getValue()) {
                    long end = Math.min(each.getValue(), begin + room - 1);
                    next.add(range(each.getKey(), begin, end, end - begin + 1));
                    room -= end - begin + 1;
                    begin = end + 1;
                    if (room == 0) {
                        requests += request(client, next, received);
                        room = RANGE_MESSAGES;
                    }
                }
            }
            return requests + request(client, next, received);
        }
    },

    /**
     * The OpenIM SDKs' way with a chat: the newest message of each conversation after the connect, and the rest, back to the first
     * one, 50 seqs at a time when the user scrolls. Here the user scrolls through everything at once.
     */
    SCROLLING("newest, then pages of 50") {
        @Override
        int pull(ImClient client, Map<String, Long> newest, Received received) {
            List<SeqRange> newestOnly = new ArrayList<>();
            newest.forEach((conversation, max) -> newestOnly.add(range(conversation, 1, max, 1)));
            int requests = request(client, newestOnly, received);
            for (Map.Entry<String, Long> each : newest.entrySet()) {
                for (long end = each.getValue() - 1; end > 0; end -= PAGE_SEQS) {
                    List<Long> seqs = LongStream.rangeClosed(Math.max(1, end - PAGE_SEQS + 1), end)
                            .boxed()
                            .toList();
                    take(
                            client.pullSeqs(Map.of(each.getKey(), seqs), PullOrder.PullOrderDesc)
                                    .join()
                                    .getMsgsMap(),
                            received);
                    requests++;
                }
            }
            return requests;
        }
    };

    private static final int RANGE_MESSAGES = 100;
    private static final int PAGE_SEQS = 50;

    private final String title;

    Way(String title) {
        this.title = title;
    }

    /** What it is called in tables. */
    String title() {
        return title;
    }

    /**
     * Pulls everything.
     *
     * @param newest the newest seq of each conversation, as the server told it
     * @return how many requests it took
     */
    abstract int pull(ImClient client, Map<String, Long> newest, Received received);

    private static SeqRange range(String conversation, long begin, long end, long num) {
        return SeqRange.newBuilder()
                .setConversationID(conversation)
                .setBegin(begin)
                .setEnd(end)
                .setNum(num)
                .build();
    }

    /** Asks for the ranges, if there are any, and empties the list. */
    private static int request(ImClient client, List<SeqRange> ranges, Received received) {
        if (ranges.isEmpty()) {
            return 0;
        }
        take(
                client.pullRanges(List.copyOf(ranges), PullOrder.PullOrderAsc)
                        .join()
                        .getMsgsMap(),
                received);
        ranges.clear();
        return 1;
    }

    private static void take(Map<String, PullMsgs> pulled, Received received) {
        pulled.forEach((conversation, messages) ->
                messages.getMsgsList().forEach(message -> received.add(conversation, message)));
    }
}
