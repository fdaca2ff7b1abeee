package dev.tidings.checker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the business server said, and whether it was done; what it was told, and whether that was everything. */
final class Hooks implements Rule {
    private final Facts facts;
    private final Map<Integer, Set<Long>> rewritten = new HashMap<>();
    /** Whom messages are for that the hooks are about; empty if they are about all. */
    private final Set<Integer> receivers = new HashSet<>();

    private boolean before;
    private boolean after;

    Hooks(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        switch (line.kind()) {
            case HOOKS -> {
                before |= line.detail().contains("before");
                after |= line.detail().contains("after");
                if (!line.conversation().isEmpty()) {
                    receivers.add(facts.users.of(line.conversation()));
                }
            }
            case HOOK_BEFORE -> {
                before = true;
                asked(line);
            }
            case HOOK_AFTER -> {
                after = true;
                told(line);
            }
            default -> {
                // Nobody asked or told the business server.
            }
        }
    }

    private void asked(Line line) {
        int message = facts.message(line);
        Messages all = facts.messages;
        if (all.seenLine[message] == 0) {
            all.seenLine[message] = line.number();
        }
        all.set(message, Messages.HOOK_ASKED);
        switch (line.outcome()) {
            case "REFUSED", "CLOSED" -> all.set(message, Messages.HOOK_REFUSED);
            case "REWRITTEN" -> {
                all.set(message, Messages.HOOK_REWROTE);
                rewritten.computeIfAbsent(message, it -> new HashSet<>()).add(line.crc());
            }
            default -> all.set(message, Messages.HOOK_ALLOWED);
        }
    }

    private void told(Line line) {
        Messages all = facts.messages;
        int message = facts.message(line);
        if (all.seenLine[message] == 0) {
            all.seenLine[message] = line.number();
        }
        long event = Hash.of(line.detail());
        if (all.afterEvent[message] != 0 && all.afterEvent[message] != event) {
            facts.broken(
                    Invariant.HOOK_AFTER,
                    facts.name(message) + " led to two after-events with different ids, the second on line "
                            + line.number());
        }
        all.afterEvent[message] = event;
    }

    @Override
    public void end() {
        Messages all = facts.messages;
        for (int message = 1; message <= all.size(); message++) {
            boolean accepted = all.isSeen(message) || all.has(message, Messages.ACKED);
            boolean about = receivers.isEmpty() || receivers.contains(all.receiver[message]);
            if (accepted && about && facts.isChat(message)) {
                if (before) {
                    obeyed(message);
                }
                if (after) {
                    facts.judge(Invariant.HOOK_AFTER);
                    if (all.afterEvent[message] == 0) {
                        facts.broken(
                                Invariant.HOOK_AFTER,
                                facts.name(message) + " was accepted, and no after-event told of it");
                    }
                }
            }
        }
    }

    private void obeyed(int message) {
        Messages all = facts.messages;
        facts.judge(Invariant.HOOK_BEFORE);
        if (!all.has(message, Messages.HOOK_ASKED)) {
            facts.broken(
                    Invariant.HOOK_BEFORE,
                    facts.name(message) + " got past the before-hook: it was never asked about it");
        } else if (all.has(message, Messages.HOOK_REFUSED)
                && !all.has(message, Messages.HOOK_ALLOWED | Messages.HOOK_REWROTE)) {
            facts.broken(
                    Invariant.HOOK_BEFORE,
                    facts.name(message) + " was refused by the before-hook, and "
                            + (all.isSeen(message) ? "is there all the same" : "was acked all the same"));
        } else if (all.has(message, Messages.HOOK_REWROTE)
                && all.has(message, Messages.HAS_BODY)
                && !all.has(message, Messages.REVOKED)) {
            boolean asRewritten = rewritten.getOrDefault(message, Set.of()).contains(all.body[message]);
            boolean asAllowed = all.has(message, Messages.HOOK_ALLOWED) && all.body[message] == all.sentBody[message];
            if (!asRewritten && !asAllowed) {
                facts.broken(
                        Invariant.HOOK_BEFORE,
                        facts.name(message) + " was rewritten by the before-hook, and is there with another body");
            }
        }
    }
}
