package dev.tidings.hook;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an order while each thing in it is decided in its own time: all are asked about at once, and each goes on when it is
 * decided and those before it in its line have gone. Lines do not wait for one another, and what would go into a line that is
 * empty and needs no decision does not come here at all.
 *
 * @param <K> whose lines these are: the sender of messages, or the conversation of pushes
 */
public final class Lines<K> {
    private final ConcurrentHashMap<K, Line> lines = new ConcurrentHashMap<>();

    /** Whether something in this line has not gone yet. */
    public boolean isWaiting(K key) {
        return lines.containsKey(key);
    }

    /**
     * Has something go on when it is decided and its turn comes.
     *
     * @param decision what to go on with; if it fails nobody behind it is held up
     * @param go called for one of a line at a time, in the order of the calls of this method, on the thread that decides
     */
    public <T, R> CompletionStage<R> join(K key, CompletionStage<T> decision, Function<T, CompletionStage<R>> go) {
        Place<T, R> place = new Place<>(go);
        Line line = lines.compute(key, (same, present) -> {
            Line joined = present == null ? new Line() : present;
            joined.add(place);
            return joined;
        });
        decision.whenComplete((decided, failure) -> {
            place.decided(decided, failure);
            line.move();
            lines.computeIfPresent(key, (same, present) -> present.isEmpty() ? null : present);
        });
        return place.result;
    }

    /** A place in a line. */
    private static final class Place<T, R> {
        private final Function<T, CompletionStage<R>> go;
        private final CompletableFuture<R> result = new CompletableFuture<>();
        private @Nullable T decided;
        private @Nullable Throwable failure;
        private volatile boolean isDecided;

        Place(Function<T, CompletionStage<R>> go) {
            this.go = go;
        }

        void decided(@Nullable T value, @Nullable Throwable thrown) {
            decided = value;
            failure = thrown;
            isDecided = true;
        }

        @SuppressWarnings("NullAway") // decided or failure is there, as CompletionStage has it.
        void go() {
            if (failure != null) {
                result.completeExceptionally(failure);
                return;
            }
            try {
                go.apply(decided).whenComplete((sent, thrown) -> {
                    if (thrown == null) {
                        result.complete(sent);
                    } else {
                        result.completeExceptionally(thrown);
                    }
                });
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** What is undecided, and what is behind it. */
    private static final class Line {
        private final Queue<Place<?, ?>> places = new ArrayDeque<>();
        private boolean moving;

        synchronized void add(Place<?, ?> place) {
            places.add(place);
        }

        synchronized boolean isEmpty() {
            return places.isEmpty();
        }

        /** Lets everybody go whose turn it is. Whoever finds another at it leaves the rest to him. */
        void move() {
            synchronized (this) {
                if (moving) {
                    return;
                }
                moving = true;
            }
            for (Place<?, ?> head = decidedHead(); head != null; head = decidedHead()) {
                head.go();
                synchronized (this) {
                    // Only now: while it is on its way others must find it in the line.
                    places.remove();
                }
            }
        }

        private synchronized @Nullable Place<?, ?> decidedHead() {
            Place<?, ?> head = places.peek();
            if (head == null || !head.isDecided) {
                moving = false;
                return null;
            }
            return head;
        }
    }
}
