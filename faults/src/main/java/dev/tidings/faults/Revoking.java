package dev.tidings.faults;

import dev.tidings.checker.HistoryWriter;
import dev.tidings.client.LostException;
import dev.tidings.client.Outcome;
import dev.tidings.client.RefusedException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Somebody takes back what he wrote last, and again while it is not known how that ended. */
final class Revoking implements Habit.Act {
    private static final int ATTEMPTS_MAX = 20;
    private static final long PAUSE_MILLIS = 500;
    private static final int REVOKED_ALREADY = 1404;

    private final HistoryWriter notes;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    Revoking(HistoryWriter notes) {
        this.notes = notes;
    }

    @Override
    public void now(Person person, Random dice) {
        Person.Place place = person.latestOwn().getAndSet(null);
        if (place == null) {
            return;
        }
        note("REVOKE", person, place).end();
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            try {
                person.rest().revoke(person.id(), place.conversation(), place.seq());
                revoked(person, place);
                return;
            } catch (RefusedException e) {
                if (e.errCode() == REVOKED_ALREADY) {
                    revoked(person, place);
                    return;
                }
                if (Outcome.of(e) == Outcome.FAILED) {
                    // A device was given the message, so it is there, and it is this person's.
                    refused.incrementAndGet();
                    note("REVOKE_END", person, place)
                            .with("outcome", "FAILED")
                            .with("detail", String.valueOf(e.getMessage()))
                            .end();
                    return;
                }
                Tidings.pause(PAUSE_MILLIS);
            } catch (LostException e) {
                Tidings.pause(PAUSE_MILLIS);
            }
        }
    }

    private void revoked(Person person, Person.Place place) {
        done.incrementAndGet();
        note("REVOKE_END", person, place).end();
    }

    private HistoryWriter.Event note(String kind, Person person, Person.Place place) {
        return notes.event(kind)
                .with("client", person.id() + "-revoker")
                .with("user", person.id())
                .with("sender", person.id())
                .with("conversation", place.conversation())
                .with("seq", place.seq())
                .with("clientMsgID", place.clientMsgID())
                .with("crc", place.crc());
    }

    /** Messages that were taken back. */
    long done() {
        return done.get();
    }

    /** Messages that could not be taken back although they should have been. */
    long refused() {
        return refused.get();
    }
}
