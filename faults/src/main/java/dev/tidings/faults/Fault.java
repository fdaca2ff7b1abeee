package dev.tidings.faults;

import dev.tidings.client.ImClient;
import dev.tidings.client.ImDevice;
import dev.tidings.faults.Link.State;
import dev.tidings.faults.Tidings.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Something that breaks. Each puts right again what does not come back by itself. */
enum Fault {
    APP_KILLED {
        @Override
        void strike(Scene scene) {
            scene.tidings().kill9(Part.APP);
            scene.awaitApp();
        }
    },
    APP_PAUSED {
        @Override
        void strike(Scene scene) {
            scene.frozen(Part.APP, 1_000 + scene.random().nextInt(14_000));
        }
    },
    APP_RESTARTED {
        @Override
        void strike(Scene scene) {
            scene.tidings().stop(Part.APP);
            scene.tidings().startAgain(Part.APP);
            scene.awaitApp();
        }
    },
    BROKER_KILLED {
        @Override
        void strike(Scene scene) {
            scene.killed(Part.ARTEMIS);
        }
    },
    BROKER_PAUSED {
        @Override
        void strike(Scene scene) {
            scene.frozen(Part.ARTEMIS, 1_000 + scene.random().nextInt(7_000));
        }
    },
    BROKER_STOPPED {
        @Override
        void strike(Scene scene) {
            scene.stopped(Part.ARTEMIS, 2_000);
        }
    },
    REDIS_KILLED {
        @Override
        void strike(Scene scene) {
            scene.killed(Part.REDIS);
        }
    },
    REDIS_EMPTIED {
        @Override
        void strike(Scene scene) {
            scene.tidings().flushRedis();
        }
    },
    REDIS_PAUSED {
        @Override
        void strike(Scene scene) {
            scene.frozen(Part.REDIS, 1_000 + scene.random().nextInt(7_000));
        }
    },
    REDIS_FROM_AN_OLD_COPY {
        @Override
        void strike(Scene scene) {
            scene.tidings().copyRedis();
            Tidings.pause(3_000);
            scene.tidings().stop(Part.REDIS);
            scene.tidings().restoreRedis();
            scene.tidings().startAgain(Part.REDIS);
            scene.tidings().awaitListening(Part.REDIS);
        }
    },
    REDIS_RESTARTED_EMPTY {
        @Override
        void strike(Scene scene) {
            scene.tidings().flushRedis();
            scene.killed(Part.REDIS);
        }
    },
    MAILBOX_STORE_KILLED {
        @Override
        void strike(Scene scene) {
            scene.killed(Part.MONGODB);
        }
    },
    MAILBOX_STORE_PAUSED {
        @Override
        void strike(Scene scene) {
            scene.frozen(Part.MONGODB, 1_000 + scene.random().nextInt(9_000));
        }
    },
    MAILBOX_STORE_STOPPED {
        @Override
        void strike(Scene scene) {
            scene.stopped(Part.MONGODB, 3_000 + scene.random().nextInt(12_000));
        }
    },
    MYSQL_KILLED {
        @Override
        void strike(Scene scene) {
            scene.killed(Part.MARIADB);
        }
    },
    MYSQL_PAUSED {
        @Override
        void strike(Scene scene) {
            scene.frozen(Part.MARIADB, 1_000 + scene.random().nextInt(9_000));
        }
    },
    MYSQL_STOPPED {
        @Override
        void strike(Scene scene) {
            scene.stopped(Part.MARIADB, 3_000 + scene.random().nextInt(12_000));
        }
    },
    CLIENTS_CUT_OFF {
        @Override
        void strike(Scene scene) {
            scene.link(State.CUT, 500 + scene.random().nextInt(4_000));
        }
    },
    CLIENTS_SLOW {
        @Override
        void strike(Scene scene) {
            scene.link(State.SLOW, 2_000 + scene.random().nextInt(4_000));
        }
    },
    CLIENTS_HALF_OPEN {
        @Override
        void strike(Scene scene) {
            scene.link(State.HALF_OPEN, 1_000 + scene.random().nextInt(9_000));
            // A connection that hung does not heal: bytes that were held are late, and the clients have given up on
            // answers.
            scene.link(State.CUT, 100);
        }
    },
    EVERYONE_RECONNECTS {
        @Override
        void strike(Scene scene) {
            scene.crowd().devices().forEach(it -> it.client().ifPresent(ImClient::abort));
        }
    },
    READERS_DO_NOT_READ {
        @Override
        void strike(Scene scene) {
            List<ImDevice> some = new ArrayList<>(scene.crowd().devices());
            Collections.shuffle(some, scene.random());
            List<ImClient> paused = some.subList(0, some.size() / 3).stream()
                    .map(ImDevice::client)
                    .flatMap(Optional::stream)
                    .toList();
            paused.forEach(it -> it.pauseReading(true));
            Tidings.pause(2_000 + scene.random().nextInt(6_000));
            paused.forEach(it -> it.pauseReading(false));
        }
    };

    /** Breaks it, and returns when it is put right. */
    abstract void strike(Scene scene);

    /** What can be broken. */
    record Scene(Tidings tidings, Crowd crowd, List<Link> links, Random random) {
        void awaitApp() {
            tidings.awaitListening(Part.APP);
            tidings.awaitAnswers();
        }

        void killed(Part part) {
            tidings.kill9(part);
            tidings.awaitListening(part);
        }

        void frozen(Part part, long millis) {
            tidings.freeze(part, true);
            Tidings.pause(millis);
            tidings.freeze(part, false);
        }

        void stopped(Part part, long millis) {
            tidings.stop(part);
            Tidings.pause(millis);
            tidings.startAgain(part);
            tidings.awaitListening(part);
        }

        void link(State state, long millis) {
            Link link = links.get(random.nextInt(links.size()));
            link.be(state, 50 + random.nextInt(200));
            Tidings.pause(millis);
            link.be(State.UP, 0);
        }
    }
}
