package dev.tidings.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What has been found so far: of each invariant how often it was judged, how often it was broken, and the first examples. */
final class Findings {
    /** More of one kind say nothing new. */
    private static final int EXAMPLES_MAX = 5;

    private static final char OPEN = '\u0001';
    private static final char CLOSE = '\u0002';

    /** What is known of one invariant. */
    static final class Finding {
        private long judged;
        private long broken;
        private final List<String> words = new ArrayList<>();
        private String note = "";

        long judged() {
            return judged;
        }

        long broken() {
            return broken;
        }

        String note() {
            return note;
        }

        List<String> words() {
            return List.copyOf(words);
        }
    }

    private final Map<Invariant, Finding> all = new EnumMap<>(Invariant.class);

    Findings() {
        for (Invariant invariant : Invariant.values()) {
            all.put(invariant, new Finding());
        }
    }

    Finding of(Invariant invariant) {
        return Objects.requireNonNull(all.get(invariant));
    }

    /** Something that could have broken it was looked at. */
    void judge(Invariant invariant) {
        of(invariant).judged++;
    }

    /** Something to be known of it, whether it holds or not. */
    void note(Invariant invariant, String what) {
        of(invariant).note = what;
    }

    void broken(Invariant invariant, String words) {
        Finding finding = of(invariant);
        finding.broken++;
        if (finding.words.size() < EXAMPLES_MAX) {
            finding.words.add(words);
        }
    }

    // ---- messages in words: their names are not kept, but looked up in the end by the line where they were seen

    /** Stands in a sentence for the message of a line. */
    static String message(int line) {
        return OPEN + Integer.toString(line) + CLOSE;
    }

    /** The lines whose messages' names are needed. */
    Set<Integer> mentioned() {
        Set<Integer> lines = new TreeSet<>();
        for (Finding finding : all.values()) {
            for (String words : finding.words) {
                int from = words.indexOf(OPEN);
                while (from >= 0) {
                    lines.add(Integer.valueOf(words.substring(from + 1, words.indexOf(CLOSE, from))));
                    from = words.indexOf(OPEN, from + 1);
                }
            }
        }
        return lines;
    }

    /** Puts the messages' names into the sentences. */
    void name(Map<Integer, String> names) {
        for (Finding finding : all.values()) {
            finding.words.replaceAll(words -> {
                String text = words;
                for (Map.Entry<Integer, String> name : names.entrySet()) {
                    text = text.replace(message(name.getKey()), name.getValue());
                }
                return text;
            });
        }
    }
}
