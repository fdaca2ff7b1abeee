package dev.tidings.ear;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The properties file, the code and the reference say the same about what can be configured. */
class ConfigKeysTest {
    static final Path PROPERTIES =
            Repository.file("resources/src/main/resources/META-INF/microprofile-config.properties");
    private static final Path PAYARA =
            Repository.file("resources/src/main/resources/dev/tidings/resources/payara.asadmin");
    private static final Path PAGE = Repository.file("docs/configuration.md");

    /** By injection, from a {@code Config}, and in the resource adapter, which has no MicroProfile Config. */
    private static final Pattern READ = Pattern.compile(
            "(?:@ConfigProperty\\(\\s*name\\s*=\\s*|\\bget(?:Optional)?Values?\\(\\s*|\\b[A-Z]+_KEY\\s*=\\s*)\"(im\\.[a-z0-9.-]+)\"");
    /** The data source is the server's own: its pool takes these from the environment. */
    private static final Pattern READ_BY_PAYARA = Pattern.compile("\\$\\{ENV\\\\?=(IM_[A-Z_]+)}");

    private final ConfigReference reference = ConfigReference.parse(Repository.text(PROPERTIES));

    @Test
    void everyKeyThatIsReadIsDeclaredAndTheOtherWayRound() {
        Set<String> read = new TreeSet<>();
        for (Path source : Repository.sources()) {
            READ.matcher(Repository.text(source)).results().forEach(it -> read.add(it.group(1)));
        }
        READ_BY_PAYARA
                .matcher(Repository.text(PAYARA))
                .results()
                .forEach(it -> read.add(it.group(1).toLowerCase(Locale.ROOT).replace('_', '.')));

        assertThat(read).hasSizeGreaterThan(20);
        assertThat(reference.keys()).containsExactlyInAnyOrderElementsOf(read);
    }

    @Test
    void everyKeySaysWhatItIsFor() {
        assertThat(reference.sections())
                .flatExtracting(ConfigReference.Section::entries)
                .allSatisfy(entry -> assertThat(entry.comment()).as(entry.key()).endsWith("."));
    }

    @Test
    void theReferenceIsWhatTheFileSays() {
        if (Boolean.getBoolean("tidings.docs.write")) {
            Repository.write(PAGE, reference.markdown());
        }

        assertThat(Repository.text(PAGE)).isEqualTo(reference.markdown());
    }

    @Test
    void aKeyIsReadWithItsSectionDefaultVariableAndComment() {
        ConfigReference parsed = ConfigReference.parse("""
                # Intro.

                # -- One ------
                # First line
                # and second.
                im.a.b-c=x|y
                # Secret.
                # im.d=
                """);

        assertThat(parsed.keys()).containsExactly("im.a.b-c", "im.d");
        assertThat(parsed.markdown())
                .contains("Intro.\n")
                .contains("## One\n")
                .contains("| `im.a.b-c` | `x\\|y` | `IM_A_B_C` | First line and second. |\n")
                .contains("| `im.d` | none | `IM_D` | Secret. |\n");
    }
}
