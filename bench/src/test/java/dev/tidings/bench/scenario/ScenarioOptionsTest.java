package dev.tidings.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScenarioOptionsTest {
    @Test
    void takesTheScenariosWhereverTheyStand() {
        ScenarioOptions options = ScenarioOptions.parse("--entries", "500", "idle,page", "--connections", "10,20");

        assertThat(options.scenarios()).containsExactly("idle", "page");
        assertThat(options.entries()).isEqualTo(500);
        assertThat(options.connections()).containsExactly(10, 20);
    }

    @Test
    void refusesWhatItDoesNotKnowOrCannotUse() {
        assertThatThrownBy(() -> ScenarioOptions.parse("idle", "--conections", "10"))
                .hasMessageContaining("--conections");
        assertThatThrownBy(() -> ScenarioOptions.parse("idle", "page")).hasMessageContaining("page");
        assertThatThrownBy(() -> ScenarioOptions.parse("page", "--entries", "49"))
                .hasMessageContaining("50");
        assertThatThrownBy(() -> ScenarioOptions.parse("page", "--entries")).hasMessageContaining("a value");
    }
}
