package dev.tidings.message;

import java.util.LinkedHashMap;
import java.util.Map;

/** The options of a message: everything is on but what is switched off. {@code off} has the {@link Option#bit} of each of those. */
public record Options(int off) {
    /** An ordinary message. */
    public static final Options ALL_ON = new Options(0);

    /** Reads the protocol's map; unknown keys are for clients among themselves and mean nothing here. */
    public static Options of(Map<String, Boolean> wire) {
        int off = 0;
        for (Option option : Option.values()) {
            if (Boolean.FALSE.equals(wire.get(option.key()))) {
                off |= option.bit();
            }
        }
        return new Options(off);
    }

    /** All options on but these. */
    public static Options without(Option... options) {
        int off = 0;
        for (Option option : options) {
            off |= option.bit();
        }
        return new Options(off);
    }

    /** These options with one switched on or off. */
    public Options with(Option option, boolean on) {
        return new Options(on ? off & ~option.bit() : off | option.bit());
    }

    public boolean has(Option option) {
        return (off & option.bit()) == 0;
    }

    /** The protocol's map: only what is off. */
    public Map<String, Boolean> toWire() {
        Map<String, Boolean> wire = new LinkedHashMap<>();
        for (Option option : Option.values()) {
            if (!has(option)) {
                wire.put(option.key(), false);
            }
        }
        return wire;
    }
}
