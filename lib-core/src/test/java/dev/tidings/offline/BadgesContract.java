package dev.tidings.offline;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What any store of badges does. */
interface BadgesContract {
    /** An empty one. */
    Badges badges();

    @Test
    default void aBadgeCountsOnFromWhatTheAppSaid() {
        Badges badges = badges();
        badges.set(ALICE, 4);

        badges.increment(List.of(ALICE, BOB));
        badges.increment(List.of(ALICE));

        assertThat(badges.of(List.of(ALICE, BOB))).isEqualTo(Map.of(ALICE, 6, BOB, 1));
    }

    @Test
    default void theAppCanSetItBack() {
        Badges badges = badges();
        badges.increment(List.of(ALICE));

        badges.set(ALICE, 0);

        assertThat(badges.of(List.of(ALICE, BOB))).isEqualTo(Map.of(ALICE, 0, BOB, 0));
    }

    @Test
    default void nobodyHasNoBadges() {
        Badges badges = badges();

        badges.increment(List.of());

        assertThat(badges.of(List.of())).isEmpty();
    }
}
