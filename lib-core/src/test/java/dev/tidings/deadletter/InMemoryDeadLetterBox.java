package dev.tidings.deadletter;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dead letters in the heap. */
public final class InMemoryDeadLetterBox implements DeadLetterBox {
    private final Map<String, DeadLetter> letters = new LinkedHashMap<>();
    /** What was put back on its queue. */
    public final List<DeadLetter> replayed = new ArrayList<>();

    public void bury(DeadLetter letter) {
        letters.put(letter.id(), letter);
    }

    @Override
    public List<DeadLetter> list(@Nullable String queue, @Nullable String after, int limit) {
        if (after != null && !letters.containsKey(after)) {
            throw new ImException(
                    ErrorCode.RECORD_NOT_FOUND, "after is no dead letter any more, begin again without it");
        }
        List<DeadLetter> all = List.copyOf(letters.values());
        int from = after == null ? 0 : new ArrayList<>(letters.keySet()).indexOf(after) + 1;
        return all.subList(from, all.size()).stream()
                .filter(it -> queue == null || it.queue().equals(queue))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return Optional.ofNullable(letters.get(id));
    }

    @Override
    public boolean replay(String id) {
        if (find(id).filter(it -> !it.readable()).isPresent()) {
            throw new ImException(ErrorCode.ARGS, "what is in this letter cannot be read");
        }
        return discard(id).map(replayed::add).orElse(false);
    }

    @Override
    public Optional<DeadLetter> discard(String id) {
        return Optional.ofNullable(letters.remove(id));
    }
}
