package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.mailbox.InMemoryMailboxes;
import dev.tidings.message.MessageId;
import dev.tidings.seq.Allocation;
import dev.tidings.seq.Claim;
import dev.tidings.seq.InMemorySeqs;
import dev.tidings.seq.Places;
import dev.tidings.seq.Seqs;
import dev.tidings.seq.Series;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The invariants under every order of events that thousands of seeds come up with. {@code -Dsimulation.seed=N} replays
 * one, {@code -Dsimulation.runs=N} tries more.
 */
@Timeout(300)
class TransferSimulationTest {
    private static final int RUNS = Integer.getInteger("simulation.runs", 2_000);
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final @Nullable Long ONLY = Long.getLong("simulation.seed");
    /** Pushes fail all the time here, and each would be a line. Held, or they would be forgotten. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger(Pushing.class.getName()), Logger.getLogger(LaneWorker.class.getName()));

    @BeforeAll
    static void keepQuiet() {
        QUIET.forEach(it -> it.setLevel(Level.OFF));
    }

    @AfterAll
    static void speak() {
        QUIET.forEach(it -> it.setLevel(null));
    }

    /** Of parts with a mistake: some show in one run of thousands. */
    private static Optional<String> firstViolation(Simulation.Parts spoilt) {
        return firstViolation(spoilt, 10L * RUNS);
    }

    /** The first seed whose run broke an invariant, and which. */
    private static Optional<String> firstViolation(Simulation.Parts parts, long runs) {
        if (ONLY != null) {
            return violation(ONLY, parts);
        }
        for (long seed = FIRST; seed < FIRST + runs; seed++) {
            Optional<String> violation = violation(seed, parts);
            if (violation.isPresent()) {
                return violation;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> violation(long seed, Simulation.Parts parts) {
        try {
            new Simulation(seed, parts).run();
            return Optional.empty();
        } catch (Simulation.Violation e) {
            if (ONLY != null) {
                throw e;
            }
            return Optional.of(e + " (replay with -Dsimulation.seed=" + seed + ")");
        }
    }

    @Test
    void everyInvariantHoldsWhateverBreaks() {
        assertThat(firstViolation(new Simulation.Parts(), RUNS)).isEmpty();
    }

    @Test
    void aSeedReplays() {
        Simulation.Parts spoilt = new Simulation.Parts() {
            @Override
            InMemoryMailboxes mailboxes() {
                return withoutUniqueKey();
            }
        };

        assertThat(firstViolation(spoilt)).isPresent().isEqualTo(firstViolation(spoilt));
    }

    private static InMemoryMailboxes withoutUniqueKey() {
        return new InMemoryMailboxes() {
            @Override
            protected boolean isTaken(boolean occupied) {
                return false;
            }
        };
    }

    @Test
    void aStoreWithoutAUniqueKeyIsNoticed() {
        assertThat(firstViolation(new Simulation.Parts() {
                    @Override
                    InMemoryMailboxes mailboxes() {
                        return withoutUniqueKey();
                    }
                }))
                .isPresent();
    }

    @Test
    void aSeqThatIsGivenTwiceIsNoticed() {
        assertThat(firstViolation(withSeqs(inner -> new SpoiltSeqs(inner) {
                    @Override
                    public Allocation allocateSeeingNewest(List<Claim> claims) {
                        Allocation allocation = super.allocateSeeingNewest(claims);
                        return new Allocation(
                                allocation.places().stream()
                                        .map(it -> {
                                            Map<Series, Long> halved = new LinkedHashMap<>();
                                            it.seqs().forEach((series, seq) -> halved.put(series, (seq + 1) / 2));
                                            return new Places(it.message(), halved);
                                        })
                                        .toList(),
                                allocation.newest());
                    }
                })))
                .isPresent();
    }

    @Test
    void settlingBeforeStoringIsNoticed() {
        assertThat(firstViolation(withSeqs(inner -> new SpoiltSeqs(inner) {
                    @Override
                    public Allocation allocateSeeingNewest(List<Claim> claims) {
                        Allocation allocation = super.allocateSeeingNewest(claims);
                        inner.settle(allocation.places());
                        return allocation;
                    }
                })))
                .isPresent();
    }

    @Test
    void aNewestThatIsTheCounterIsNoticed() {
        assertThat(firstViolation(withSeqs(inner -> new SpoiltSeqs(inner) {
                    private final Map<Series, Long> given = new HashMap<>();

                    @Override
                    public Allocation allocateSeeingNewest(List<Claim> claims) {
                        Allocation allocation = super.allocateSeeingNewest(claims);
                        allocation
                                .places()
                                .forEach(it -> it.seqs().forEach((series, seq) -> given.merge(series, seq, Math::max)));
                        return allocation;
                    }

                    @Override
                    public Map<Series, Long> newest(Collection<Series> series) {
                        Map<Series, Long> newest = new HashMap<>(super.newest(series));
                        series.forEach(it -> newest.merge(it, given.getOrDefault(it, 0L), Math::max));
                        return newest;
                    }
                })))
                .isPresent();
    }

    @Test
    void forgettingToSettleIsNoticed() {
        assertThat(firstViolation(withSeqs(inner -> new SpoiltSeqs(inner) {
                    @Override
                    public void settle(List<Places> stored) {
                        super.settle(new ArrayList<>(stored).subList(0, stored.size() / 2));
                    }
                })))
                .isPresent();
    }

    @Test
    void aRestoreThatWasOvertakenIsNoticed() {
        assertThat(firstViolation(withCounters(mailboxes -> new InMemorySeqs(mailboxes) {
                    @Override
                    protected boolean isCurrent(Object mine, @Nullable Object current) {
                        return true;
                    }
                })))
                .isPresent();
    }

    @Test
    void freshPlacesForAWorkerThatWasOvertakenAreNoticed() {
        assertThat(firstViolation(withCounters(mailboxes -> new InMemorySeqs(mailboxes) {
                    @Override
                    protected void remember(MessageId message, Map<Series, Long> had) {
                        // Gone as soon as it is settled.
                    }
                })))
                .isPresent();
    }

    private interface SeqsOf {
        Seqs seqs(InMemorySeqs inner);
    }

    private interface CountersOf {
        InMemorySeqs counters(InMemoryMailboxes mailboxes);
    }

    private static Simulation.Parts withSeqs(SeqsOf spoilt) {
        return new Simulation.Parts() {
            @Override
            Seqs seqs(InMemorySeqs counters) {
                return spoilt.seqs(counters);
            }
        };
    }

    private static Simulation.Parts withCounters(CountersOf spoilt) {
        return new Simulation.Parts() {
            @Override
            InMemorySeqs counters(InMemoryMailboxes mailboxes) {
                return spoilt.counters(mailboxes);
            }
        };
    }
}
