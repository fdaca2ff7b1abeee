package dev.tidings.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for texts that come again and again: 1, 2, 3 … in the order in which they were first seen. */
final class Names {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>(List.of(""));

    int of(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        texts.add(text);
        numbers.put(text, texts.size() - 1);
        return texts.size() - 1;
    }

    /** The number, or 0 if the text was never seen. */
    int find(String text) {
        return numbers.getOrDefault(text, 0);
    }

    String text(int number) {
        return texts.get(number);
    }

    int size() {
        return texts.size() - 1;
    }
}
