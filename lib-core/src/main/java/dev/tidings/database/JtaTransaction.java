package dev.tidings.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The container's side of a transaction: a bean of its own because the container begins one only between beans. */
@ApplicationScoped
class JtaTransaction {
    @PersistenceContext(unitName = "im")
    @SuppressWarnings("NullAway.Init")
    EntityManager entities;

    /** Always a new transaction: the data source is not XA and must not join one that has a queue in it. */
    @Transactional(TxType.REQUIRES_NEW)
    <T extends @Nullable Object> T run(Function<EntityManager, T> work) {
        T result = work.apply(entities);
        // Here and not at the commit, so that what the database says of a row arrives as it was said.
        entities.flush();
        return result;
    }

    /** Migrations commit by themselves, which no connection in a transaction may. */
    @Transactional(TxType.NOT_SUPPORTED)
    void outside(Runnable work) {
        work.run();
    }
}
