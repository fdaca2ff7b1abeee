package dev.tidings.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.fault.CrashPoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Path JAR = Path.of("tidings.jar");

    @Test
    void aShortCampaignIsWhatIsNotSaidOtherwise() {
        Options options = Options.parse(List.of(), JAR);

        assertThat(options.faults()).isEqualTo(20);
        assertThat(options.messages()).isEqualTo(50_000);
        assertThat(options.kinds()).containsExactly(Fault.values());
        assertThat(options.micro()).isTrue();
        assertThat(options.nodes()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsRefusedByItsName() {
        assertThatThrownBy(() -> Options.parse(List.of("--sped", "1"), JAR)).hasMessage("no such option: --sped");
        assertThatThrownBy(() -> Options.parse(List.of("--points", "NOWHERE"), JAR))
                .hasMessageContaining("NOWHERE");
        assertThatThrownBy(() -> Options.parse(List.of("--kinds", "RAIN"), JAR)).hasMessageContaining("RAIN");
        assertThatThrownBy(() -> Options.parse(List.of("--nodes", "0"), JAR)).hasMessageContaining("--nodes");
    }

    @Test
    void aSweepGoesThroughEveryCrashPointOfTheServer() {
        assertThat(CrashStep.ALL.stream().map(CrashStep::point))
                .containsExactlyElementsOf(
                        Arrays.stream(CrashPoint.values()).map(Enum::name).toList());
    }

    @Test
    void aPointBehindAFailingPushNeedsTheFailure() {
        CrashStep step = Options.parse(List.of("--points", "AFTER_PUSH_QUEUE"), JAR)
                .crashSteps()
                .get(0);

        assertThat(step.lines(new Random(1)))
                .hasSize(2)
                .anyMatch(it -> it.matches("AFTER_PUSH_QUEUE halt \\d+"))
                .contains("BEFORE_PUSH fail");
    }
}
