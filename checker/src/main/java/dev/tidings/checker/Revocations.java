package dev.tidings.checker;

/** Whoever reads after a revoke was acked does not get the original. */
final class Revocations implements Rule {
    private final Facts facts;

    Revocations(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        if (line.kind() != Kind.CELL && (line.kind() != Kind.PULLED || line.since() == 0)) {
            return;
        }
        if (facts.revoked.isEmpty() || line.clientMsgID().isEmpty()) {
            return;
        }
        int message = facts.message(line);
        Line revoke = facts.revoked.get(message);
        if (revoke == null || line.asked() <= revoke.t() || !revoke.clock().equals(line.clock())) {
            return;
        }
        facts.judge(Invariant.REVOKE_FINAL);
        if (line.crc() == revoke.crc() && line.crc() != 0) {
            facts.broken(
                    Invariant.REVOKE_FINAL,
                    facts.name(message) + " was revoked (line " + revoke.number() + "), and " + where(line)
                            + " still served its original body to who asked afterwards (line " + line.number() + ")");
        }
    }

    private static String where(Line line) {
        return switch (line.tier()) {
            case "mailbox" -> (line.owner().isEmpty() ? line.user() : line.owner()) + "'s mailbox";
            case "history" -> "the full history";
            default -> line.owner().isEmpty() ? line.conversation() : line.owner() + "'s mailbox";
        };
    }
}
