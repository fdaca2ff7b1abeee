package dev.tidings.offline;

import dev.tidings.message.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Device tokens in the heap, for tests. One login of a platform at a time. */
public final class InMemoryDeviceTokens implements DeviceTokens {
    private final int perPlatform;
    private final List<Held> held = new ArrayList<>();

    public InMemoryDeviceTokens() {
        this(1);
    }

    InMemoryDeviceTokens(int perPlatform) {
        this.perPlatform = perPlatform;
    }

    @Override
    public synchronized void put(Device device, long now, long expiresAt) {
        remove(device.provider(), device.token());
        held.add(new Held(device, now, expiresAt));
        held.stream()
                .filter(other -> other.device.user().equals(device.user())
                        && other.device.platformId() == device.platformId()
                        && other.device.provider() == device.provider())
                .sorted(Comparator.comparing((Held other) -> other.device.equals(device))
                        .thenComparing(Held::updatedAt)
                        .reversed())
                .skip(perPlatform)
                .toList()
                .forEach(held::remove);
    }

    @Override
    public synchronized List<Device> of(Collection<UserId> users, long now) {
        return held.stream()
                .filter(it -> users.contains(it.device.user()) && it.expiresAt > now)
                .map(Held::device)
                .toList();
    }

    @Override
    public synchronized void remove(ProviderName provider, String token) {
        held.removeIf(
                it -> it.device.provider() == provider && it.device.token().equals(token));
    }

    @Override
    public synchronized void remove(UserId user, int platformId) {
        held.removeIf(it -> it.device.user().equals(user) && it.device.platformId() == platformId);
    }

    private record Held(Device device, long updatedAt, long expiresAt) {}
}
