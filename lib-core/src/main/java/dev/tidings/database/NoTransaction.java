package dev.tidings.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sets the caller's transaction aside: a connection that is taken while one is there would join it and could not be
 * committed by itself. A bean of its own because the container does so only between beans.
 */
@ApplicationScoped
class NoTransaction {
    @Transactional(TxType.NOT_SUPPORTED)
    <T extends @Nullable Object> T during(Supplier<T> work) {
        return work.get();
    }
}
