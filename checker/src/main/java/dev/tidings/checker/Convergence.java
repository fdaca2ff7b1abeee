package dev.tidings.checker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether devices that are connected in the end have everything, and had it in time. */
final class Convergence implements Rule {
    private final Facts facts;
    private final Orders orders;
    private final long withinNanos;
    private final Map<Integer, Line> connected = new HashMap<>();
    private long slowest;

    Convergence(Facts facts, Orders orders, long withinNanos) {
        this.facts = facts;
        this.orders = orders;
        this.withinNanos = withinNanos;
    }

    @Override
    public void see(Line line) {
        switch (line.kind()) {
            case CONNECTED -> {
                if (line.isOk()) {
                    connected.put(facts.clients.of(line.client()), line);
                }
            }
            case CLOSED, KICKED, STOPPED -> connected.remove(facts.clients.of(line.client()));
            case DELIVERED -> {
                if (!line.clientMsgID().isEmpty()) {
                    inTime(line);
                }
            }
            default -> {
                // Nobody came, went or got anything.
            }
        }
    }

    private void inTime(Line line) {
        Long healed = facts.healedAt.get(facts.clocks.of(line.clock()));
        Line since = connected.get(facts.clients.of(line.client()));
        int message = facts.message(line);
        Messages all = facts.messages;
        if (healed == null || since == null || line.t() < healed || !all.has(message, Messages.ACKED)) {
            return;
        }
        long due = Math.max(healed, Math.max(since.t(), all.firstAck[message]));
        facts.judge(Invariant.CONVERGENCE);
        slowest = Math.max(slowest, line.t() - due);
        if (line.t() - due > withinNanos) {
            facts.broken(
                    Invariant.CONVERGENCE,
                    line.client() + " got " + facts.name(message) + " " + (line.t() - due) / 1_000_000
                            + " ms after all was well (line " + line.number() + ")");
        }
    }

    @Override
    public void end() {
        if (slowest > 0) {
            facts.findings.note(Invariant.CONVERGENCE, "at the latest after " + slowest / 1_000_000 + " ms");
        }
        Messages all = facts.messages;
        Map<Integer, Set<Integer>> conversations = new HashMap<>();
        for (int message = 1; message <= all.size(); message++) {
            if (all.attempts[message] > 0 && all.conversation[message] != 0 && !facts.isGroup(message)) {
                conversations
                        .computeIfAbsent(all.sender[message], it -> new HashSet<>())
                        .add(all.conversation[message]);
                conversations
                        .computeIfAbsent(all.receiver[message], it -> new HashSet<>())
                        .add(all.conversation[message]);
            }
        }
        connected.forEach((client, since) -> conversations
                .getOrDefault(facts.users.find(since.user()), Set.of())
                .forEach(conversation -> complete(client, since, conversation)));
    }

    private void complete(int client, Line since, int conversation) {
        facts.judge(Invariant.CONVERGENCE);
        int has = orders.delivered(client, conversation);
        long highest = facts.highest(conversation);
        if (has < highest) {
            int missing = facts.at(conversation, has + 1L);
            facts.broken(
                    Invariant.CONVERGENCE,
                    since.client() + " has been connected since line " + since.number() + ", but has "
                            + facts.series.text(conversation) + " up to " + has + " of " + highest + " only"
                            + (missing == 0 ? "" : ": it never got " + facts.name(missing)));
        }
    }
}
