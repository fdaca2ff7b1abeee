package dev.tidings.offlinepush;

import dev.tidings.provider.DevicePush;
import dev.tidings.provider.Outcome;
import dev.tidings.provider.PushProvider;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A provider that remembers what it took, and answers as it is told. */
final class FakeProvider implements PushProvider {
    /** What devices were told. */
    final List<DevicePush> taken = new CopyOnWriteArrayList<>();

    volatile Function<DevicePush, Outcome> answers = push -> sent();

    static Outcome sent() {
        return new Outcome(Outcome.Kind.SENT, "", java.time.Duration.ZERO);
    }

    static Outcome outcome(Outcome.Kind kind, int pauseSeconds) {
        return new Outcome(kind, "told so", java.time.Duration.ofSeconds(pauseSeconds));
    }

    @Override
    public List<Outcome> push(List<DevicePush> pushes) {
        return pushes.stream()
                .map(push -> {
                    Outcome outcome = answers.apply(push);
                    if (outcome.kind() == Outcome.Kind.SENT) {
                        taken.add(push);
                    }
                    return outcome;
                })
                .toList();
    }
}
