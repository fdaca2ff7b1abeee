package dev.tidings.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdHashTest {
    @Test
    void nothingIsZero() {
        assertThat(IdHash.of(List.of())).isEqualTo(BigInteger.ZERO);
    }

    /** The figures are {@code md5sum}'s, of the text in the comment. */
    @Test
    void aListIsTheBeginningOfTheHashOfItsJson() {
        // ["si_a_b","sg_1"]
        assertThat(IdHash.of(List.of("si_a_b", "sg_1"))).isEqualTo(new BigInteger("91ac104ce7593d0b", 16));
        // the same with <, &, a quotation mark and a backslash, as Go writes them
        assertThat(IdHash.of(List.of("a<b&\"\\卡"))).isEqualTo(new BigInteger("e30c4ed371d3993f", 16));
    }

    @Test
    void theHashIsNeverNegative() {
        for (int i = 0; i < 50; i++) {
            assertThat(IdHash.of(List.of("si_" + i))).isPositive();
        }
    }
}
