package dev.tidings.omtp;

/** Appends JSON to a text under construction. */
final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /** Appends a string in quotes. */
    static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                out.append('\\').append(each);
            } else if (each < ' ') {
                out.append("\\u00").append(HEX.charAt(each >> 4)).append(HEX.charAt(each & 0xF));
            } else {
                out.append(each);
            }
        }
        out.append('"');
    }
}
