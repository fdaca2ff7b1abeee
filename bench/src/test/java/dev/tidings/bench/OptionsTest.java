package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void tidingsIsMeasuredSyncedAndUnpinnedUnlessToldOtherwise() {
        Options options = Options.parse();

        assertThat(options.entrants()).extracting(Entrant::label).containsExactly("Tidings");
        assertThat(options.durability()).isEqualTo(Durability.SYNCED);
        assertThat(options.isPinned()).isFalse();
    }

    @Test
    void twoLaunchersTakePartUnderTheirNames() {
        Options options = Options.parse("--server", "old=/a/tidings.jar", "--server", "new=/b=c/tidings.jar");

        assertThat(options.entrants()).extracting(Entrant::label).containsExactly("old", "new");
        assertThat(options.entrants().get(1).launcher()).hasToString("/b=c/tidings.jar");
    }

    @Test
    void peersAreMeasuredBesideALauncher() {
        Options options = Options.parse("--servers", "tidings,ejabberd", "--server", "old=/a/tidings.jar");

        assertThat(options.entrants()).extracting(Entrant::label).containsExactly("Tidings", "ejabberd", "old");
    }

    @ParameterizedTest
    @CsvSource({
        "--nope, x, unknown option --nope",
        "--servers, openfire, there is no server openfire",
        "--servers, 'tidings,tidings', the same name",
        "--server, /a/tidings.jar, NAME=JAR",
        "--durability, maybe, synced or cached",
        "--warm-up, 300, 'RATE,SECONDS'",
    })
    void aWrongOptionIsRefusedWithWhatWouldBeRight(String option, String value, String sentence) {
        assertThatThrownBy(() -> Options.parse(option, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void anOptionWithoutItsValueIsRefused() {
        assertThatThrownBy(() -> Options.parse("--rates")).hasMessageContaining("--rates needs a value");
    }
}
