package dev.tidings.example;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may not be said, and what is said differently. */
final class Words {
    private static final Pattern FORBIDDEN = Pattern.compile("(?iu)\\b(forbidden|verboten|interdit)\\b");
    private static final Map<Pattern, String> REWRITTEN = Map.of(
            Pattern.compile("(?iu)\\bdamn\\b"), "d**n",
            Pattern.compile(":shrug:"), "¯\\\\_(ツ)_/¯",
            Pattern.compile("\\b(?:\\d[ -]?){13,16}\\b"), "[card number removed]");

    /** The word because of which this may not be sent. */
    Optional<String> forbiddenIn(String text) {
        return FORBIDDEN.matcher(text).results().map(it -> it.group()).findFirst();
    }

    String rewritten(String text) {
        String result = text;
        for (Map.Entry<Pattern, String> rule : REWRITTEN.entrySet()) {
            result = rule.getKey().matcher(result).replaceAll(rule.getValue());
        }
        return result;
    }
}
