package dev.tidings.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import dev.tidings.message.TestMessages;
import dev.tidings.push.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PushingTest {
    /** Held, or it would be forgotten. */
    private static final Logger QUIET = Logger.getLogger(Pushing.class.getName());

    private final List<Delivery> pushed = new ArrayList<>();
    private final List<Delivery> queued = new ArrayList<>();
    private final List<Delivery> batch = List.of(
            new Delivery(TestMessages.text(TestMessages.ALICE, TestMessages.BOB, "a"), 1),
            new Delivery(TestMessages.text(TestMessages.ALICE, TestMessages.BOB, "b"), 2));

    @BeforeAll
    static void keepQuiet() {
        QUIET.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        QUIET.setLevel(null);
    }

    @Test
    void aBatchGoesToThePushModule() {
        new Pushing(pushed::addAll, queued::addAll, true).push(batch);

        assertThat(pushed).isEqualTo(batch);
        assertThat(queued).isEmpty();
    }

    @Test
    void withTheCallSwitchedOffABatchGoesToThePushQueue() {
        new Pushing(pushed::addAll, queued::addAll, false).push(batch);

        assertThat(pushed).isEmpty();
        assertThat(queued).isEqualTo(batch);
    }

    @Test
    void aFailedCallGoesToThePushQueueAsAWholeAndInOrder() {
        new Pushing(
                        deliveries -> {
                            throw new IllegalStateException("no such module");
                        },
                        queued::addAll,
                        true)
                .push(batch);

        assertThat(queued).isEqualTo(batch);
    }

    @Test
    void whenThePushQueueIsAwayTooTheCallerHearsOfIt() {
        Pushing pushing = new Pushing(
                deliveries -> {
                    throw new IllegalStateException("no such module");
                },
                deliveries -> {
                    throw new ImException(ErrorCode.UNAVAILABLE, "the broker is away");
                },
                true);

        assertThatThrownBy(() -> pushing.push(batch)).hasMessageContaining("the broker is away");
    }

    @Test
    void nothingIsCalledForNothing() {
        new Pushing(
                        deliveries -> {
                            throw new IllegalStateException("called");
                        },
                        queued::addAll,
                        true)
                .push(List.of());

        assertThat(queued).isEmpty();
    }
}
