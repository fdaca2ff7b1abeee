package dev.tidings.checker;

import java.util.HashMap;
import java.util.Map;

/** Who tried to send what, when, over which connection, and how that ended: what all other rules stand on. */
final class Sends implements Rule {
    /** A client that is told nothing for so long, and lives on, was met with silence. */
    private static final long SILENCE_NANOS = 30_000_000_000L;

    private final Facts facts;
    private final Map<Integer, Integer> connections = new HashMap<>();
    private final Map<Integer, Long> lastEvents = new HashMap<>();
    private int opened;

    Sends(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        int client = facts.clients.of(line.client());
        lastEvents.merge(client, line.t(), Math::max);
        switch (line.kind()) {
            case CONNECTED -> {
                if (line.isOk()) {
                    connections.put(client, ++opened);
                }
            }
            case SEND -> sent(line, client);
            case SENT -> answered(line);
            default -> {
                // Not about a send.
            }
        }
    }

    private void sent(Line line, int client) {
        Messages all = facts.messages;
        int message = facts.message(line);
        if (all.attempts[message]++ == 0) {
            all.sender[message] = facts.users.of(line.sender().isEmpty() ? line.user() : line.sender());
            all.receiver[message] = facts.users.of(line.conversation());
            all.sendLine[message] = line.number();
            all.firstSend[message] = line.t();
            all.sentBody[message] = line.crc();
            all.connection[message] = connections.getOrDefault(client, 0);
            all.clock[message] = facts.clocks.of(line.clock());
            all.set(message, line.crc() == 0 ? 0 : Messages.HAS_SENT_BODY);
        } else {
            all.firstSend[message] = Math.min(all.firstSend[message], line.t());
            if (all.sentBody[message] != line.crc()) {
                all.set(message, Messages.SEVERAL_BODIES);
            }
        }
        all.lastSend[message] = line.t();
        all.client[message] = client;
        all.set(message, line.isOff("history") ? Messages.NO_HISTORY : 0);
        all.set(message, line.isOff("persistent") ? Messages.NOT_PERSISTENT : 0);
    }

    private void answered(Line line) {
        Messages all = facts.messages;
        int message = facts.message(line);
        all.answers[message]++;
        if (line.isFailed()) {
            all.refusals[message]++;
        } else if (line.isOk()) {
            if (!all.has(message, Messages.ACKED) || line.t() < all.firstAck[message]) {
                all.firstAck[message] = line.t();
                all.ackLine[message] = line.number();
            }
            all.set(message, Messages.ACKED);
            sameId(line, message);
        }
    }

    /** Whoever names its serverMsgID must name the same. */
    private void sameId(Line line, int message) {
        if (line.serverMsgID().isEmpty()) {
            return;
        }
        long id = Hash.of(line.serverMsgID());
        long known = facts.messages.serverId[message];
        if (known == 0) {
            facts.messages.serverId[message] = id;
        } else if (known != id) {
            facts.broken(
                    Invariant.EXACTLY_ONCE,
                    facts.name(message) + " has two serverMsgIDs: line " + line.number()
                            + " names another than before");
        }
    }

    @Override
    public void end() {
        Messages all = facts.messages;
        for (int message = 1; message <= all.size(); message++) {
            if (all.attempts[message] == 0) {
                continue;
            }
            facts.judge(Invariant.BOUNDED);
            long waited = lastEvents.getOrDefault(all.client[message], 0L) - all.lastSend[message];
            if (all.answers[message] < all.attempts[message] && waited > SILENCE_NANOS) {
                facts.broken(
                        Invariant.BOUNDED,
                        facts.name(message) + " was sent and got no answer, no error and no time-out in "
                                + waited / 1_000_000_000L + " s");
            }
        }
    }
}
