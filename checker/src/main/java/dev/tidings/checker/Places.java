package dev.tidings.checker;

/** Where messages were seen: each at one place, each place with one message, each message with one body. */
final class Places implements Rule {
    private final Facts facts;

    Places(Facts facts) {
        this.facts = facts;
    }

    @Override
    public void see(Line line) {
        switch (line.kind()) {
            case PUSHED, AHEAD, DUPLICATE -> observe(line, Messages.PUSHED);
            case PULLED -> observe(line, Messages.PULLED);
            case TRANSIENT -> {
                if (!Facts.isChat(line.conversation())) {
                    // The server's own, such as a receipt: no client sent it.
                    return;
                }
                int message = facts.message(line);
                facts.messages.set(message, Messages.TRANSIENT);
                remember(line, message);
                body(line, message, Messages.PUSHED);
            }
            case HOLE -> hole(line);
            case CELL -> {
                if (line.tier().equals("history")) {
                    row(line);
                } else {
                    observe(line, Messages.PULLED);
                }
            }
            default -> {
                // Nobody saw a message.
            }
        }
    }

    private void observe(Line line, int way) {
        if (line.clientMsgID().isEmpty()) {
            hole(line);
            return;
        }
        int message = facts.message(line);
        remember(line, message);
        int conversation = facts.series.of(line.conversation());
        if (!facts.isSeq(line.seq())) {
            facts.broken(
                    Invariant.GAP_FREE,
                    facts.name(message) + " has the seq " + line.seq() + " in " + line.conversation() + " (line "
                            + line.number() + ")");
            return;
        }
        cell(line, conversation, line.seq(), line.conversation(), message, way);
        place(line, conversation, message);
        body(line, message, way);
        serverId(line, message);
        boolean ofMailbox = line.kind() == Kind.CELL ? line.tier().equals("mailbox") : isOfMailbox(line);
        if (ofMailbox) {
            mailbox(line, message, way);
        } else if (line.kind() == Kind.CELL) {
            facts.messages.set(message, Messages.IN_CONVERSATION);
        }
        facts.messages.set(message, way);
    }

    /** Whether somebody pulled it out of a mailbox, and not out of a conversation. */
    private static boolean isOfMailbox(Line line) {
        return line.kind() == Kind.PULLED && !line.owner().isEmpty();
    }

    private void remember(Line line, int message) {
        Messages all = facts.messages;
        if (all.seenLine[message] == 0) {
            all.seenLine[message] = line.number();
        }
        if (all.sender[message] == 0) {
            all.sender[message] = facts.users.of(line.sender().isEmpty() ? line.user() : line.sender());
        }
    }

    private void cell(Line line, int series, long seq, String name, int message, int way) {
        facts.judge(Invariant.STABLE_CELL);
        int before = facts.at(series, seq);
        if (before == 0) {
            facts.place(series, seq, message);
        } else if (before != message) {
            boolean otherWay = !facts.messages.has(before, way);
            facts.broken(
                    otherWay ? Invariant.PUSH_IS_PULL : Invariant.STABLE_CELL,
                    "seq " + seq + " of " + name + " was " + facts.name(before)
                            + (otherWay ? way == Messages.PUSHED ? " when pulled" : " when pushed" : "") + ", and is "
                            + Findings.message(line.number()) + " on line " + line.number()
                            + (way == Messages.PUSHED ? ", pushed" : ", pulled"));
        }
    }

    private void place(Line line, int conversation, int message) {
        Messages all = facts.messages;
        facts.judge(Invariant.EXACTLY_ONCE);
        if (all.conversation[message] == 0) {
            all.conversation[message] = conversation;
            all.seq[message] = (int) line.seq();
        } else if (all.conversation[message] != conversation || all.seq[message] != line.seq()) {
            facts.broken(
                    Invariant.EXACTLY_ONCE,
                    facts.name(message) + " is at " + all.seq[message] + " of "
                            + facts.series.text(all.conversation[message]) + ", and at " + line.seq() + " of "
                            + line.conversation() + " (line " + line.number() + ")");
        }
    }

    private void mailbox(Line line, int message, int way) {
        Messages all = facts.messages;
        String owner = line.owner().isEmpty() ? line.user() : line.owner();
        int ownerID = facts.users.of(owner);
        if (!facts.isSeq(line.mailboxSeq())) {
            facts.broken(
                    Invariant.GAP_FREE,
                    facts.name(message) + " has the seq " + line.mailboxSeq() + " in " + owner + "'s mailbox (line "
                            + line.number() + ")");
            return;
        }
        cell(line, facts.series.of(Facts.mailbox(owner)), line.mailboxSeq(), owner + "'s mailbox", message, way);
        boolean senders = all.sender[message] == ownerID;
        boolean receivers = all.attempts[message] == 0 || all.receiver[message] == ownerID;
        // What is pulled under way says where it is, and not what is there in the end.
        boolean inTheEnd = line.kind() == Kind.CELL;
        if (senders) {
            onceIn(line, owner, all.sendersMailboxSeq, message);
            all.set(message, inTheEnd ? Messages.IN_SENDERS_MAILBOX : 0);
        }
        if (receivers && !facts.isGroup(message)) {
            if (!senders) {
                onceIn(line, owner, all.receiversMailboxSeq, message);
            }
            all.set(message, inTheEnd ? Messages.IN_RECEIVERS_MAILBOX : 0);
        }
    }

    private void onceIn(Line line, String owner, int[] seqs, int message) {
        facts.judge(Invariant.EXACTLY_ONCE);
        if (seqs[message] == 0) {
            seqs[message] = (int) line.mailboxSeq();
        } else if (seqs[message] != line.mailboxSeq()) {
            facts.broken(
                    Invariant.EXACTLY_ONCE,
                    facts.name(message) + " is at " + seqs[message] + " and at " + line.mailboxSeq() + " (line "
                            + line.number() + ") of " + owner + "'s mailbox");
        }
    }

    private void row(Line line) {
        int message = facts.message(line);
        remember(line, message);
        facts.judge(Invariant.EXACTLY_ONCE);
        if (facts.messages.has(message, Messages.IN_HISTORY)) {
            facts.broken(
                    Invariant.EXACTLY_ONCE,
                    facts.name(message) + " is in the full history twice (line " + line.number() + ")");
        }
        facts.messages.set(message, Messages.IN_HISTORY);
        serverId(line, message);
        if (!facts.messages.has(message, Messages.REVOKED)
                && line.crc() != 0
                && facts.messages.has(message, Messages.HAS_BODY)
                && facts.messages.body[message] != line.crc()) {
            facts.broken(
                    Invariant.TIER_EQUALITY,
                    facts.name(message) + " has another body in the full history (line " + line.number()
                            + ") than where users pull it (line " + facts.messages.seenLine[message] + ")");
        }
    }

    private void body(Line line, int message, int way) {
        Messages all = facts.messages;
        if (line.crc() == 0 || all.has(message, Messages.REVOKED)) {
            return;
        }
        facts.judge(Invariant.PUSH_IS_PULL);
        if (!all.has(message, Messages.HAS_BODY)) {
            all.body[message] = line.crc();
            all.set(message, Messages.HAS_BODY);
        } else if (all.body[message] != line.crc()) {
            facts.broken(
                    all.has(message, way) ? Invariant.STABLE_CELL : Invariant.PUSH_IS_PULL,
                    facts.name(message) + " has another body on line " + line.number() + " than on line "
                            + all.seenLine[message]);
        }
    }

    private void serverId(Line line, int message) {
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
                    facts.name(message) + " has another serverMsgID on line " + line.number()
                            + " than in its ack or where it was seen before");
        }
    }

    /** A seq at or below the newest that nothing came for, or only the word that there is nothing. */
    private void hole(Line line) {
        facts.broken(
                Invariant.MONOTONE_MAX,
                line.client() + " was told that "
                        + (line.owner().isEmpty() ? line.conversation() : line.owner() + "'s mailbox")
                        + " goes beyond " + line.seq()
                        + ", and could not pull it (line " + line.number() + ")");
    }
}
