package dev.tidings.launcher;

import dev.tidings.stores.StoreProcess;
import java.util.OptionalInt;

/** A store as something to be watched over. */
record StorePart(StoreProcess store) implements Part {
    @Override
    public String label() {
        return store.kind().label();
    }

    @Override
    public String name() {
        return store.kind().folder();
    }

    @Override
    public void start() {
        store.start();
    }

    @Override
    public void stop() {
        store.stop();
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public boolean isAlive() {
        return store.isAlive();
    }

    @Override
    public OptionalInt exitCode() {
        return store.exitCode();
    }
}
