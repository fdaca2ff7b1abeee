package dev.tidings.faults;

import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.faults.Link.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Something that breaks. Each puts right again what does not come back by itself. */
enum Fault {
    APP_KILLED(scene -> {
        Part node = scene.someNode();
        node.kill9();
        scene.awaitNode(node);
    }),
    APP_PAUSED(scene -> scene.frozen(scene.someNode(), scene.millis(1_000, 15_000))),
    APP_RESTARTED(scene -> {
        Part node = scene.someNode();
        node.stop();
        node.startAgain();
        scene.awaitNode(node);
    }),
    BROKER_KILLED(scene -> scene.killed(Store.ARTEMIS)),
    BROKER_PAUSED(scene -> scene.frozen(scene.part(Store.ARTEMIS), scene.millis(1_000, 8_000))),
    BROKER_STOPPED(scene -> scene.stopped(Store.ARTEMIS, 2_000)),
    BROKER_CUT_OFF(scene -> scene.storeLink(Store.ARTEMIS, State.CUT)),
    BROKER_SLOW(scene -> scene.storeLink(Store.ARTEMIS, State.SLOW)),
    BROKER_HALF_OPEN(scene -> scene.storeLink(Store.ARTEMIS, State.HALF_OPEN)),
    REDIS_KILLED(scene -> scene.killed(Store.REDIS)),
    REDIS_EMPTIED(scene -> scene.tidings().flushRedis()),
    REDIS_PAUSED(scene -> scene.frozen(scene.part(Store.REDIS), scene.millis(1_000, 8_000))),
    REDIS_FROM_AN_OLD_COPY(scene -> {
        scene.tidings().copyRedis();
        Tidings.pause(2_000);
        Part redis = scene.part(Store.REDIS);
        redis.stop();
        scene.tidings().restoreRedis();
        redis.startAgain();
        redis.awaitListening();
    }),
    REDIS_RESTARTED_EMPTY(scene -> {
        scene.tidings().flushRedis();
        scene.killed(Store.REDIS);
    }),
    REDIS_CUT_OFF(scene -> scene.storeLink(Store.REDIS, State.CUT)),
    REDIS_SLOW(scene -> scene.storeLink(Store.REDIS, State.SLOW)),
    REDIS_HALF_OPEN(scene -> scene.storeLink(Store.REDIS, State.HALF_OPEN)),
    MAILBOX_STORE_KILLED(scene -> scene.killed(Store.MONGODB)),
    MAILBOX_STORE_PAUSED(scene -> scene.frozen(scene.part(Store.MONGODB), scene.millis(1_000, 10_000))),
    MAILBOX_STORE_STOPPED(scene -> scene.stopped(Store.MONGODB, scene.outageMillis())),
    MAILBOX_STORE_CUT_OFF(scene -> scene.storeLink(Store.MONGODB, State.CUT)),
    MAILBOX_STORE_SLOW(scene -> scene.storeLink(Store.MONGODB, State.SLOW)),
    MAILBOX_STORE_HALF_OPEN(scene -> scene.storeLink(Store.MONGODB, State.HALF_OPEN)),
    MYSQL_KILLED(scene -> scene.killed(Store.MARIADB)),
    MYSQL_PAUSED(scene -> scene.frozen(scene.part(Store.MARIADB), scene.millis(1_000, 10_000))),
    MYSQL_STOPPED(scene -> scene.stopped(Store.MARIADB, scene.outageMillis())),
    MYSQL_CUT_OFF(scene -> scene.storeLink(Store.MARIADB, State.CUT)),
    MYSQL_SLOW(scene -> scene.storeLink(Store.MARIADB, State.SLOW)),
    MYSQL_HALF_OPEN(scene -> scene.storeLink(Store.MARIADB, State.HALF_OPEN)),
    CLIENTS_CUT_OFF(scene -> scene.clientLink(State.CUT, scene.millis(500, 4_500))),
    CLIENTS_SLOW(scene -> scene.clientLink(State.SLOW, scene.millis(2_000, 6_000))),
    CLIENTS_HALF_OPEN(scene -> scene.clientLink(State.HALF_OPEN, scene.millis(1_000, 10_000))),
    EVERYONE_RECONNECTS(
            scene -> scene.crowd().devices().forEach(it -> it.client().ifPresent(ImClient::abort))),
    READERS_DO_NOT_READ(scene -> {
        List<ImDevice> some = new ArrayList<>(scene.crowd().devices());
        Collections.shuffle(some, scene.random());
        List<ImClient> paused = some.subList(0, some.size() / 3).stream()
                .map(ImDevice::client)
                .flatMap(Optional::stream)
                .toList();
        paused.forEach(it -> it.pauseReading(true));
        Tidings.pause(scene.millis(2_000, 8_000));
        paused.forEach(it -> it.pauseReading(false));
    }),
    HOOKS_HANG(scene -> scene.business(BusinessServer.State.HANGS)),
    HOOKS_FAIL(scene -> scene.business(BusinessServer.State.FAILS)),
    HOOKS_ANSWER_RUBBISH(scene -> scene.business(BusinessServer.State.ANSWERS_RUBBISH));

    @SuppressWarnings("ImmutableEnumChecker") // Each is a lambda that keeps nothing.
    private final Consumer<Scene> how;

    Fault(Consumer<Scene> how) {
        this.how = how;
    }

    /** Breaks it, and returns when it is put right. */
    void strike(Scene scene) {
        how.accept(scene);
    }
}
