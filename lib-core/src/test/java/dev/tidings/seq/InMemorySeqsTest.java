package dev.tidings.seq;

import dev.tidings.mailbox.InMemoryMailboxes;

class InMemorySeqsTest implements SeqsContract {
    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private final InMemorySeqs seqs = new InMemorySeqs(mailboxes);

    @Override
    public Seqs seqs() {
        return seqs;
    }

    @Override
    public InMemoryMailboxes mailboxes() {
        return mailboxes;
    }

    @Override
    public void forgetEverything() {
        seqs.forgetEverything();
    }
}
