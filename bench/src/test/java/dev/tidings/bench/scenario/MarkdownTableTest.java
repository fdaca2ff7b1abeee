package dev.tidings.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkdownTableTest {
    @Test
    void isMarkdown() {
        MarkdownTable table = new MarkdownTable("connections", "KB")
                .row(MarkdownTable.count(10_000), MarkdownTable.number(12.345, 1));

        assertThat(table).hasToString("""
                | connections | KB |
                |---|---|
                | 10,000 | 12.3 |
                """);
    }

    @Test
    void doesNotTakeARowOfAnotherWidth() {
        MarkdownTable table = new MarkdownTable("one", "two");

        assertThatThrownBy(() -> table.row("1")).isInstanceOf(IllegalArgumentException.class);
    }
}
