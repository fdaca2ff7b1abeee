package dev.tidings.offlinepush;

import dev.tidings.provider.DevicePush;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The providers' queues in the heap: what was put, and with what delay. */
final class InMemoryProviderQueues implements ProviderQueues {
    record Put(Addressed addressed, Duration delay) {}

    final List<Put> puts = new ArrayList<>();

    @Override
    public void put(List<Addressed> batches, Duration delay) {
        batches.forEach(batch -> puts.add(new Put(batch, delay)));
    }

    List<DevicePush> pushes() {
        return puts.stream()
                .flatMap(put -> put.addressed().batch().pushes().stream())
                .toList();
    }
}
