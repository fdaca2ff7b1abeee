package dev.tidings.faults;

import java.util.List;
import java.util.Random;

/**
 * What can be broken, and the ways to break it that several faults share.
 *
 * @param clientLinks the ways of clients to the nodes
 * @param random draws which one, and for how long
 * @param outageSeconds how long a store stays stopped; 0 if that is drawn
 */
record Scene(
        Tidings tidings,
        Crowd crowd,
        List<Link> clientLinks,
        BusinessServer business,
        Random random,
        int outageSeconds) {
    private static final int SLOW_MILLIS_MIN = 50;
    private static final int SLOW_MILLIS_SPREAD = 200;
    /** As long as it takes that everybody notices the cut. */
    private static final int CUT_MILLIS = 100;

    Scene {
        clientLinks = List.copyOf(clientLinks);
    }

    /** A time between the two; a short one more often than a long one. */
    long millis(int least, int most) {
        double part = random.nextDouble();
        return least + Math.round((most - least) * part * part);
    }

    long outageMillis() {
        long drawn = millis(3_000, 15_000);
        return outageSeconds == 0 ? drawn : outageSeconds * 1_000L;
    }

    Part someNode() {
        List<Part> all = tidings.parts();
        return all.get(random.nextInt(all.size()));
    }

    Part part(Store store) {
        return tidings.part(store);
    }

    void awaitNode(Part node) {
        node.awaitListening();
        tidings.awaitAnswers(node);
    }

    void killed(Store store) {
        part(store).kill9();
        part(store).awaitListening();
    }

    void frozen(Part part, long millis) {
        part.freeze(true);
        Tidings.pause(millis);
        part.freeze(false);
    }

    void stopped(Store store, long millis) {
        Part part = part(store);
        part.stop();
        Tidings.pause(millis);
        part.startAgain();
        part.awaitListening();
    }

    void clientLink(Link.State state, long millis) {
        link(clientLinks.get(random.nextInt(clientLinks.size())), state, millis);
    }

    void storeLink(Store store, Link.State state) {
        link(tidings.link(store), state, millis(1_000, 8_000));
    }

    private void link(Link link, Link.State state, long millis) {
        link.be(state, SLOW_MILLIS_MIN + random.nextInt(SLOW_MILLIS_SPREAD));
        Tidings.pause(millis);
        if (state == Link.State.HALF_OPEN && random.nextBoolean()) {
            // It hung and never came back; else all that was held arrives late.
            link.be(Link.State.CUT, 0);
            Tidings.pause(CUT_MILLIS);
        }
        link.be(Link.State.UP, 0);
    }

    void business(BusinessServer.State state) {
        business.be(state);
        Tidings.pause(millis(2_000, 10_000));
        business.be(BusinessServer.State.UP);
    }
}
