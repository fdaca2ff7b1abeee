package dev.tidings.gateway.rest;

import static dev.tidings.message.TestMessages.ALICE;
import static dev.tidings.message.TestMessages.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.deadletter.DeadLetter;
import dev.tidings.message.TestMessages;
import jakarta.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator sees through the door. */
class OpsTest {
    private static final String LETTER = "00000000-0000-0000-0000-000000000007";

    private final Api api = new Api();

    static DeadLetter letter(String id) {
        DeadLetter.Item item = new DeadLetter.Item(
                "0bd90febad206586b127ed45a1b63a80", "order-4711", "si_alice_bob", "alice", 101, 1, 0, "", "");
        return new DeadLetter(id, "im.transfer", "a defect", 1, 0, true, 200, 1, List.of(item));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ops/list_dead_letters | {}",
                "/ops/show_dead_letter | {\"letterID\":\"x\"}",
                "/ops/replay_dead_letters | {\"letterIDs\":[\"x\"]}",
                "/ops/discard_dead_letters | {\"letterIDs\":[\"x\"],\"reason\":\"r\"}",
                "/ops/reconcile | {}",
                "/ops/rebuild_counters | {}"
            })
    void nobodyButAnAdminRepairs(String path, String body) {
        String alice = api.login("alice");

        assertThat(api.post(path, alice, body).errCode()).isEqualTo(1002);
    }

    @Test
    void aLetterIsListedShownAndReplayedOnce() {
        api.services.deadLetters.bury(letter(LETTER));

        JsonObject listed = api.data("/ops/list_dead_letters", api.admin, "{}")
                .getJsonArray("deadLetters")
                .getJsonObject(0);
        JsonObject shown = api.data("/ops/show_dead_letter", api.admin, "{\"letterID\":\"" + LETTER + "\"}");
        String replay = "{\"letterIDs\":[\"" + LETTER + "\"]}";
        JsonObject first = api.data("/ops/replay_dead_letters", api.admin, replay);
        JsonObject second = api.data("/ops/replay_dead_letters", api.admin, replay);

        assertThat(listed.getString("letterID")).isEqualTo(LETTER);
        assertThat(shown.getJsonArray("items").getJsonObject(0).getString("clientMsgID"))
                .isEqualTo("order-4711");
        assertThat(first.getInt("replayed")).isEqualTo(1);
        assertThat(second.getInt("replayed")).isZero();
        assertThat(second.getJsonArray("left").getJsonObject(0).getString("reason"))
                .isEqualTo("there is no such dead letter");
        assertThat(api.services.deadLetters.replayed).hasSize(1);
    }

    @Test
    void aLetterIsDiscardedForAReason() {
        api.services.deadLetters.bury(letter(LETTER));
        String letters = "{\"letterIDs\":[\"" + LETTER + "\"]";

        assertThat(api.post("/ops/discard_dead_letters", api.admin, letters + "}")
                        .errCode())
                .isEqualTo(1001);
        assertThat(api.post("/ops/discard_dead_letters", api.admin, letters + ",\"reason\":\"a\\nb\"}")
                        .errCode())
                .isEqualTo(1001);
        assertThat(api.data("/ops/discard_dead_letters", api.admin, letters + ",\"reason\":\"a test\"}")
                        .getInt("discarded"))
                .isEqualTo(1);
        assertThat(api.post("/ops/show_dead_letter", api.admin, "{\"letterID\":\"" + LETTER + "\"}")
                        .errCode())
                .isEqualTo(1004);
    }

    @Test
    void aDifferenceIsNamedAndMendedWhenThatIsWanted() {
        api.services.lost.add(TestMessages.text(ALICE, BOB, "lost"));
        String time = "{\"start\":0,\"end\":5000";

        JsonObject reported = api.data("/ops/reconcile", api.admin, time + "}");
        JsonObject mended = api.data("/ops/reconcile", api.admin, time + ",\"mend\":true}");

        JsonObject finding = reported.getJsonArray("findings").getJsonObject(0);
        assertThat(finding.getString("difference")).isEqualTo("message_missing");
        assertThat(finding.getString("where")).isEqualTo("si_alice_bob");
        assertThat(finding.getBoolean("mended")).isFalse();
        assertThat(reported.getInt("looked")).isEqualTo(1);
        assertThat(reported.getString("next")).isEmpty();
        assertThat(mended.getJsonArray("findings").getJsonObject(0).getBoolean("mended"))
                .isTrue();
        assertThat(api.services.transferredAgain).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"userID\":\"a\",\"conversationID\":\"si_a_b\"} | name a userID, or a conversationID, or start and end, or nothing",
                "{\"start\":5} | start is before end, and both are named",
                "{\"start\":5,\"end\":5} | start is before end, and both are named",
                "{\"limit\":501} | limit is not 1 to 500",
                "{\"cursor\":\"nonsense\"} | cursor is not one that was answered for this",
                "{\"mend\":\"yes\"} | mend is not true or false"
            })
    void whatMakesNoSenseIsRefused(String body, String why) {
        var reply = api.post("/ops/reconcile", api.admin, body);

        assertThat(reply.errCode()).isEqualTo(1001);
        assertThat(reply.errDlt()).isEqualTo(why);
    }

    @Test
    void aNextThatIsAnsweredIsTaken() {
        String next = api.data("/ops/reconcile", api.admin, "{}").getString("next");

        assertThat(next).isEqualTo("rows");
        assertThat(api.data("/ops/reconcile", api.admin, "{\"cursor\":\"" + next + "\"}")
                        .getString("next"))
                .isEmpty();
    }

    @Test
    void aSeriesIsCountedAnew() {
        JsonObject counted = api.data("/ops/rebuild_counters", api.admin, "{\"userID\":\"alice\"}");

        assertThat(counted.getJsonArray("changed").getJsonObject(0).getString("where"))
                .isEqualTo("u:alice");
        assertThat(api.data("/ops/rebuild_counters", api.admin, "{}").getInt("counted"))
                .isZero();
    }
}
