package dev.tidings.transfer;

import dev.tidings.message.MessageId;
import dev.tidings.seq.Allocation;
import dev.tidings.seq.Claim;
import dev.tidings.seq.Places;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Seqs that do everything right until a test overrides something. */
class SpoiltSeqs implements Seqs {
    private final Seqs inner;

    SpoiltSeqs(Seqs inner) {
        this.inner = inner;
    }

    @Override
    public Allocation allocateSeeingNewest(List<Claim> claims) {
        return inner.allocateSeeingNewest(claims);
    }

    @Override
    public void settle(List<Places> stored) {
        inner.settle(stored);
    }

    @Override
    public void surrender(MessageId message, Series series) {
        inner.surrender(message, series);
    }

    @Override
    public void release(MessageId message, Series series, long seq) {
        inner.release(message, series, seq);
    }

    @Override
    public Map<Series, Long> newest(Collection<Series> series) {
        return inner.newest(series);
    }
}
