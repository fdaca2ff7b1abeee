package dev.tidings.container;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Questions to a store, of which one thread asks all that have come meanwhile in one round trip ({@link GroupThread}). Who asks does
 * not wait. A store that does not answer is waited for once by all: who came while a group waited through its time-out is failed
 * with it.
 *
 * @param <Q> a question
 * @param <A> its answer
 */
public final class GroupQuestions<Q, A> {
    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    private final String name;
    private final Function<List<Q>, List<A>> ask;
    private final Executor answering;
    private final GroupThread<Asked<Q, A>> asking;

    /**
     * @param name of the thread, and of the questions in what {@link #ask} fails with
     * @param waitingMax how many may wait
     * @param groupMax how many are asked at once at most
     * @param ask answers the questions of a group in their order; what it throws, all of them get, and all that wait
     * @param answering runs what depends on the answers
     * @param leastRest how long the thread rests at least after a group of several
     */
    public GroupQuestions(
            String name,
            int waitingMax,
            int groupMax,
            Function<List<Q>, List<A>> ask,
            Executor answering,
            Supplier<Duration> leastRest) {
        this.name = name;
        this.ask = ask;
        this.answering = answering;
        this.asking = new GroupThread<>(waitingMax, groupMax, this::answer, this::end, Duration.ZERO, leastRest);
    }

    public void start(ThreadFactory threads) {
        asking.start(threads, name);
    }

    /** The answer; fails as {@code UNAVAILABLE} if too many wait or this node is shutting down, and with what the store failed with. */
    public CompletionStage<A> ask(Q question) {
        Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
        if (!asking.offer(asked)) {
            asked.answer().completeExceptionally(unavailable("too many questions wait in " + name));
        }
        return asked.answer();
    }

    /** Those that wait hear that this node is shutting down. */
    public void stop() {
        asking.stop();
    }

    private void answer(List<Asked<Q, A>> group) {
        List<A> answers;
        try {
            answers = ask.apply(group.stream().map(Asked::question).toList());
        } catch (RuntimeException e) {
            // taken before anybody hears of the failure: who asks upon hearing of it did not wait through it
            List<Asked<Q, A>> waited = asking.takeWaiting();
            fail(group, e);
            fail(waited, e);
            return;
        }
        for (int i = 0; i < group.size(); i++) {
            CompletableFuture<A> waiting = group.get(i).answer();
            A answer = answers.get(i);
            answering.execute(() -> waiting.complete(answer));
        }
    }

    private void fail(List<Asked<Q, A>> group, RuntimeException e) {
        group.forEach(it -> answering.execute(() -> it.answer().completeExceptionally(e)));
    }

    private void end(List<Asked<Q, A>> left) {
        fail(left, unavailable("this node is shutting down"));
    }

    private static ImException unavailable(String why) {
        return new ImException(ErrorCode.UNAVAILABLE, why);
    }
}
