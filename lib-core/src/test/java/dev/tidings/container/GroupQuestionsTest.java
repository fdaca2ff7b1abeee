package dev.tidings.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(20)
class GroupQuestionsTest {
    private static final int WAITING_MAX = 3;
    private static final int GROUP_MAX = 2;

    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private volatile boolean away;

    private final GroupQuestions<String, String> questions =
            new GroupQuestions<>("test", WAITING_MAX, GROUP_MAX, this::answers, Runnable::run, () -> Duration.ZERO);

    private List<String> answers(List<String> group) {
        begun.release();
        mayEnd.acquireUninterruptibly();
        if (away) {
            throw new IllegalStateException("away");
        }
        return group.stream().map(it -> it + " of " + group.size()).toList();
    }

    @AfterEach
    void stop() {
        mayEnd.release(100);
        questions.stop();
    }

    @Test
    void eachQuestionOfAGroupGetsItsOwnAnswer() throws InterruptedException {
        questions.start(Thread::new);
        CompletableFuture<String> alone = ask("a");
        begun.acquire();
        CompletableFuture<String> second = ask("b");
        CompletableFuture<String> third = ask("c");

        mayEnd.release(2);

        assertThat(alone.join()).isEqualTo("a of 1");
        assertThat(second.join()).isEqualTo("b of 2");
        assertThat(third.join()).isEqualTo("c of 2");
    }

    @Test
    void whoWaitedThroughAFailureIsNotMadeToWaitThroughAnother() throws InterruptedException {
        away = true;
        questions.start(Thread::new);
        CompletableFuture<String> asked = ask("a");
        begun.acquire();
        CompletableFuture<String> waiting = ask("b");

        mayEnd.release();

        assertThatThrownBy(asked::join).hasRootCauseMessage("away");
        assertThatThrownBy(waiting::join).hasRootCauseMessage("away");
        assertThat(begun.availablePermits()).as("groups asked after it").isZero();
    }

    @Test
    void aStoreThatIsBackIsAskedAgain() throws InterruptedException {
        away = true;
        questions.start(Thread::new);
        CompletableFuture<String> failed = ask("a");
        mayEnd.release();
        assertThatThrownBy(failed::join).hasRootCauseMessage("away");

        away = false;
        mayEnd.release();

        assertThat(ask("b").join()).isEqualTo("b of 1");
    }

    @Test
    void whoAsksUponHearingOfAFailureIsAnswered() {
        away = true;
        mayEnd.release(2);
        CompletableFuture<String> again = ask("a").exceptionallyCompose(failure -> {
            away = false;
            return ask("b");
        });

        questions.start(Thread::new);

        assertThat(again.join()).isEqualTo("b of 1");
    }

    @Test
    void oneTooManyIsRefusedAtOnce() throws InterruptedException {
        questions.start(Thread::new);
        questions.ask("under way");
        begun.acquire();
        for (int i = 0; i < WAITING_MAX; i++) {
            questions.ask("waiting");
        }

        assertIsUnavailable(() -> ask("one too many").join());
    }

    @Test
    void whoWaitsWhenTheNodeShutsDownHearsOfIt() throws InterruptedException {
        questions.start(Thread::new);
        questions.ask("under way");
        begun.acquire();
        CompletableFuture<String> waiting = ask("waiting");

        questions.stop();
        mayEnd.release();

        assertIsUnavailable(waiting::join);
        assertIsUnavailable(() -> ask("later").join());
    }

    private CompletableFuture<String> ask(String question) {
        return questions.ask(question).toCompletableFuture();
    }

    private static void assertIsUnavailable(Executable answer) {
        assertThatThrownBy(answer::execute)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ImException.class, it -> assertThat(it.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }
}
