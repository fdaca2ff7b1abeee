package dev.tidings.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginCheckTest {
    @ParameterizedTest
    @CsvSource({
        "https://chat.example, https://chat.example, true",
        "https://chat.example:8443, https://chat.example, false",
        "http://chat.example, https://chat.example, false",
        "https://chat.example.evil.example, https://chat.example, false",
        "https://evil.example, https://chat.example, false",
        "null, https://chat.example, false",
        "http://localhost, http://localhost:*, true",
        "http://localhost:3000, http://localhost:*, true",
        "http://localhost.evil.example:3000, http://localhost:*, false",
        "https://localhost:3000, http://localhost:*, false",
        "https://anywhere.example, *, true",
        "https://anywhere.example, ' *', true",
        "https://chat.example, ' https://chat.example ', true",
    })
    void aPageConnectsFromTheOriginsThatAreNamed(String origin, String allowed, boolean expected) {
        assertThat(OriginCheck.isAllowed(origin, List.of("https://other.example", allowed)))
                .isEqualTo(expected);
    }

    @Test
    void whatIsNoPageHasNoOrigin() {
        assertThat(OriginCheck.isAllowed(null, List.of("https://chat.example"))).isTrue();
        assertThat(OriginCheck.isAllowed("", List.of())).isTrue();
        assertThat(OriginCheck.isAllowed("https://chat.example", List.of())).isFalse();
    }
}
