package dev.tidings.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextsTest {
    @Test
    void aTextTellsItsNumberAndHasItsSize() {
        String text = new Texts(200).of(1_234_567);

        assertThat(text).hasSize(200);
        assertThat(Texts.number(text)).isEqualTo(1_234_567);
        assertThat(Texts.number(text.substring(0, 24))).isEqualTo(1_234_567);
    }

    @Test
    void otherTextsHaveNoNumber() {
        assertThat(Texts.number("hello")).isEqualTo(-1);
        assertThat(Texts.number("m12")).isEqualTo(-1);
        assertThat(Texts.number("m12x;")).isEqualTo(-1);
    }
}
