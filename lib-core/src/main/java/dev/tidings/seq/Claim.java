package dev.tidings.seq;

import dev.tidings.message.MessageId;
import java.util.List;

/** A message and the series it needs a place in, each once. */
public record Claim(MessageId message, List<Series> series) {
    public Claim {
        series = List.copyOf(series);
    }
}
