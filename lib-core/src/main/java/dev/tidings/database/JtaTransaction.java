package dev.tidings.database;

import dev.tidings.container.ContainerResources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The container's side of a transaction: a bean of its own because the container begins one only between beans. */
@ApplicationScoped
class JtaTransaction {
    /** The container's proxy: it stands for another entity manager in each transaction. */
    private volatile @Nullable EntityManager entities;

    private EntityManager entities() {
        EntityManager known = entities;
        if (known == null) {
            known = ContainerResources.lookup(ContainerResources.ENTITIES, EntityManager.class);
            entities = known;
        }
        return known;
    }

    /** Always a new transaction: the data source is not XA and must not join one that has a queue in it. */
    @Transactional(TxType.REQUIRES_NEW)
    <T extends @Nullable Object> T run(Function<EntityManager, T> work) {
        EntityManager entities = entities();
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
