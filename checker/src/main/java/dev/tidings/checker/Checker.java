package dev.tidings.checker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a history up to three times: what is rare and must be known before, everything, and the names in the findings. */
public final class Checker {
    /** What the design promises a connected device after the last fault. */
    public static final Duration CONVERGENCE = Duration.ofSeconds(5);

    private final Duration convergence;

    /** @param convergence how long after the last fault, its reconnect or the ack a device may wait for a message */
    public Checker(Duration convergence) {
        this.convergence = convergence;
    }

    /**
     * Judges a history.
     *
     * @throws IOException if it cannot be read
     */
    public Report check(History history) throws IOException {
        Facts facts = new Facts();
        List<Line> tokensRevoked = new ArrayList<>();
        history.read(line -> prepare(line, facts, tokensRevoked));
        Orders orders = new Orders(facts);
        List<Rule> rules = List.of(
                new Sends(facts),
                new Places(facts),
                new Finals(facts),
                orders,
                new Registers(facts),
                new Revocations(facts),
                new Hooks(facts),
                new Rights(facts, tokensRevoked),
                new Convergence(facts, orders, convergence.toNanos()),
                new Leftovers(facts));
        long[] lines = {0};
        history.read(line -> {
            lines[0]++;
            rules.forEach(rule -> rule.see(line));
        });
        rules.forEach(Rule::end);
        name(history, facts.findings);
        return report(facts, lines[0]);
    }

    private static void prepare(Line line, Facts facts, List<Line> tokensRevoked) {
        switch (line.kind()) {
            case HEALED -> facts.healedAt.merge(facts.clocks.of(line.clock()), line.t(), Math::max);
            case REVOKE -> facts.messages.set(facts.message(line), Messages.REVOKED);
            case REVOKE_END -> {
                if (line.isOk()) {
                    facts.messages.set(facts.message(line), Messages.REVOKED);
                    facts.revoked.putIfAbsent(facts.message(line), line);
                }
            }
            case TOKEN_REVOKED -> tokensRevoked.add(line);
            default -> {
                // Can be judged as it comes.
            }
        }
    }

    private static void name(History history, Findings findings) throws IOException {
        Set<Integer> wanted = findings.mentioned();
        if (wanted.isEmpty()) {
            return;
        }
        Map<Integer, String> names = new HashMap<>();
        history.read(line -> {
            if (wanted.contains(line.number())) {
                String sender = line.sender().isEmpty() ? line.user() : line.sender();
                names.put(line.number(), sender + "'s " + line.clientMsgID() + " (line " + line.number() + ")");
            }
        });
        wanted.forEach(line -> names.putIfAbsent(line, "a message"));
        findings.name(names);
    }

    private static Report report(Facts facts, long lines) {
        Map<Invariant, Report.Verdict> verdicts = new EnumMap<>(Invariant.class);
        for (Invariant invariant : Invariant.values()) {
            Findings.Finding finding = facts.findings.of(invariant);
            verdicts.put(
                    invariant, new Report.Verdict(finding.judged(), finding.broken(), finding.words(), finding.note()));
        }
        return new Report(facts.messages.size(), lines, verdicts);
    }
}
