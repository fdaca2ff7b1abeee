package dev.tidings.reconcile;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where to go on: a step of the scope, and what was looked at last in it. As a text {@code cells}, {@code cells:<key>},
 * {@code rows}, {@code rows:<time>:<number>} and so on.
 */
record Cursor(Scope.Step step, @Nullable Place place, Rows.@Nullable Position position) {
    static Cursor of(Scope scope, @Nullable String text) {
        if (text == null) {
            return new Cursor(scope.steps().get(0), null, null);
        }
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Scope.Step step = scope.steps().stream()
                .filter(it -> name(it).equals(name))
                .findFirst()
                .orElseThrow(Cursor::wrong);
        if (colon < 0) {
            return new Cursor(step, null, null);
        }
        String rest = text.substring(colon + 1);
        if (step == Scope.Step.CELLS) {
            Place place = Place.of(rest);
            if (scope.series() != null && !place.series().equals(scope.series())) {
                throw wrong();
            }
            return new Cursor(step, place, null);
        }
        String[] parts = rest.split(":", -1);
        if (parts.length != 2) {
            throw wrong();
        }
        try {
            return new Cursor(step, null, new Rows.Position(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        } catch (NumberFormatException e) {
            throw new ImException(ErrorCode.ARGS, "cursor is not one that was answered", e);
        }
    }

    private static ImException wrong() {
        return new ImException(ErrorCode.ARGS, "cursor is not one that was answered for this");
    }

    /** The next step's beginning; null after the last. */
    @Nullable
    String nextStep(Scope scope) {
        List<Scope.Step> steps = scope.steps();
        int next = steps.indexOf(step) + 1;
        return next < steps.size() ? name(steps.get(next)) : null;
    }

    static @Nullable String text(Scope.Step step, @Nullable Place last) {
        return last == null ? name(step) : name(step) + ":" + last.key();
    }

    static @Nullable String text(Scope.Step step, Rows.@Nullable Position last) {
        return last == null ? name(step) : name(step) + ":" + last.sendTime() + ":" + last.number();
    }

    private static String name(Scope.Step step) {
        return step.name().toLowerCase(Locale.ROOT);
    }
}
