package dev.tidings.ear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tidings.fault.ErrorCode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients look error codes up in the protocol's page; every one of them is there. */
class ErrorCodesTest {
    private static final Path PAGE = Repository.file("docs/protocol.md");

    @ParameterizedTest
    @EnumSource
    void theProtocolPageHasARowForEveryCode(ErrorCode code) {
        assumeThat(PAGE).exists();
        Pattern row = Pattern.compile(
                "^\\|\\s*`?" + code.number() + "`?\\s*\\|[^\\n]*\\b" + Pattern.quote(code.wireName())
                        + "\\b[^\\n]*\\|\\s*$",
                Pattern.MULTILINE);

        assertThat(row.matcher(Repository.text(PAGE)).find())
                .as("a table row with %s and %s", code.number(), code.wireName())
                .isTrue();
    }

    @Test
    void noTwoCodesShareANumber() {
        List<Integer> numbers =
                Arrays.stream(ErrorCode.values()).map(ErrorCode::number).toList();

        assertThat(numbers).doesNotHaveDuplicates();
    }
}
