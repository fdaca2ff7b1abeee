package dev.tidings.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who was given what is not theirs, and who stayed connected with a token that was taken back. */
final class Rights implements Rule {
    private static final long CLOSE_WITHIN_NANOS = 1_000_000_000L;

    /** An open socket. */
    private record Open(Line since, String user, int platform) {}

    private final Facts facts;
    private final List<Line> tokensRevoked;
    private final Map<Long, Line> readers = new HashMap<>();
    private final Map<String, Open> open = new HashMap<>();
    private final Map<String, Line> last = new HashMap<>();

    Rights(Facts facts, List<Line> tokensRevoked) {
        this.facts = facts;
        this.tokensRevoked = tokensRevoked;
    }

    @Override
    public void see(Line line) {
        if (!tokensRevoked.isEmpty()) {
            last.put(line.client(), line);
        }
        switch (line.kind()) {
            case PROBE -> {
                facts.judge(Invariant.AUTHZ);
                if (line.isOk()) {
                    facts.broken(
                            Invariant.AUTHZ,
                            line.user() + " may not " + line.detail() + ", but did (line " + line.number() + ")");
                }
            }
            case PUSHED, AHEAD, DELIVERED -> read(line);
            case PULLED -> {
                read(line);
                own(line);
            }
            case CELL -> {
                if (line.tier().equals("conversation")) {
                    read(line);
                } else if (line.tier().equals("mailbox")) {
                    own(line);
                }
            }
            case CONNECTED -> {
                if (line.isOk()) {
                    open.put(line.client(), new Open(line, line.user(), line.platform()));
                }
            }
            case CLOSED, KICKED, STOPPED -> {
                Open was = open.remove(line.client());
                if (was != null) {
                    closedInTime(was, line, " until line " + line.number());
                }
            }
            default -> {
                // Nobody read anything.
            }
        }
    }

    private void read(Line line) {
        if (line.conversation().startsWith("si_")
                && !line.user().isEmpty()
                && !line.clientMsgID().isEmpty()) {
            long key = (long) facts.users.of(line.user()) << 32 | facts.series.of(line.conversation());
            readers.putIfAbsent(key, line);
        }
    }

    /** What is out of a mailbox is out of the reader's own. */
    private void own(Line line) {
        if (!line.owner().isEmpty() && !line.user().isEmpty() && !line.owner().equals(line.user())) {
            facts.broken(
                    Invariant.AUTHZ,
                    line.user() + " was given " + Findings.message(line.number()) + " out of " + line.owner()
                            + "'s mailbox (line " + line.number() + ")");
        }
    }

    private void closedInTime(Open socket, Line end, String until) {
        for (Line revoked : tokensRevoked) {
            boolean concerns = revoked.user().equals(socket.user())
                    && (revoked.platform() == 0 || revoked.platform() == socket.platform())
                    && revoked.clock().equals(end.clock());
            if (concerns && socket.since().t() < revoked.t() && revoked.t() < end.t()) {
                facts.judge(Invariant.AUTHZ);
                if (end.t() - revoked.t() > CLOSE_WITHIN_NANOS) {
                    facts.broken(
                            Invariant.AUTHZ,
                            socket.since().client() + "'s socket stayed open for "
                                    + (end.t() - revoked.t()) / 1_000_000 + " ms" + until
                                    + " after its token was revoked (line " + revoked.number() + ")");
                }
            }
        }
    }

    @Override
    public void end() {
        open.forEach((client, socket) -> {
            Line end = last.get(client);
            if (end != null) {
                closedInTime(socket, end, ", and is open");
            }
        });
        Messages all = facts.messages;
        Set<Long> participants = new HashSet<>();
        Set<Integer> known = new HashSet<>();
        for (int message = 1; message <= all.size(); message++) {
            if (all.attempts[message] > 0 && all.conversation[message] != 0) {
                known.add(all.conversation[message]);
                participants.add((long) all.sender[message] << 32 | all.conversation[message]);
                participants.add((long) all.receiver[message] << 32 | all.conversation[message]);
            }
        }
        List<Map.Entry<Long, Line>> inOrder = new ArrayList<>(readers.entrySet());
        inOrder.sort(Map.Entry.comparingByValue((a, b) -> Integer.compare(a.number(), b.number())));
        for (Map.Entry<Long, Line> reader : inOrder) {
            if (known.contains(reader.getKey().intValue())) {
                facts.judge(Invariant.AUTHZ);
                if (!participants.contains(reader.getKey())) {
                    Line line = reader.getValue();
                    facts.broken(
                            Invariant.AUTHZ,
                            line.user() + " is not in " + line.conversation() + ", but was given "
                                    + Findings.message(line.number()) + " of it (line " + line.number() + ")");
                }
            }
        }
    }
}
