package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeJvmTest {
    @Test
    void whatIsAskedForComesLastSoThatItCounts() {
        Options options =
                Options.parse("--heap", "512m", "--java-option", "-XX:MaxInlineLevel=15", "--java-option", "-Dx=y");

        List<String> command = NodeJvm.options(options);

        assertThat(command).startsWith("-Xmx512m").endsWith("-XX:MaxInlineLevel=15", "-Dx=y");
    }

    @Test
    void aHeapKeepsNoMoreThanItMayHave() {
        assertThat(NodeJvm.options(Options.parse("--heap", "256m"))).contains("-XX:MinHeapSize=256m");
        assertThat(NodeJvm.options(Options.parse("--heap", "2G"))).contains("-XX:MinHeapSize=384m");
    }
}
