package dev.tidings.ear;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The properties file as a reference. It is read as it is written for people: {@code # -- Title --} begins a section, a
 * comment belongs to the key below it, and a key that is commented out is declared without a default in the file.
 */
record ConfigReference(String introduction, List<Section> sections) {
    private static final Pattern TITLE = Pattern.compile("# -- (.+?) -+");
    private static final Pattern KEY = Pattern.compile("(# )?([a-z][a-z0-9.-]*)=(.*)");
    private static final String OURS = "im.";

    record Section(String title, List<Entry> entries) {
        Section {
            entries = List.copyOf(entries);
        }
    }

    record Entry(String key, Optional<String> value, String comment) {
        /** MicroProfile Config's rule. */
        String environmentVariable() {
            return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        }
    }

    ConfigReference {
        sections = List.copyOf(sections);
    }

    static ConfigReference parse(String properties) {
        List<String> comment = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        String introduction = "";
        String title = "";
        List<Entry> entries = new ArrayList<>();
        for (String line : properties.lines().map(String::strip).toList()) {
            Matcher heading = TITLE.matcher(line);
            Matcher key = KEY.matcher(line);
            if (heading.matches()) {
                if (title.isEmpty()) {
                    introduction = String.join(" ", comment);
                } else {
                    sections.add(new Section(title, entries));
                }
                title = heading.group(1);
                entries = new ArrayList<>();
                comment.clear();
            } else if (key.matches()) {
                String value = key.group(3);
                entries.add(new Entry(
                        key.group(2),
                        value.isEmpty() ? Optional.empty() : Optional.of(value),
                        String.join(" ", comment)));
                comment.clear();
            } else if (line.startsWith("#")) {
                comment.add(line.substring(1).strip());
            } else if (!line.isEmpty()) {
                throw new IllegalStateException("neither a comment nor a key: " + line);
            } else if (title.isEmpty() && introduction.isEmpty()) {
                introduction = String.join(" ", comment);
            }
        }
        sections.add(new Section(title, entries));
        return new ConfigReference(introduction, sections);
    }

    /** Every key that is Tidings' own. */
    Set<String> keys() {
        return sections.stream()
                .flatMap(it -> it.entries().stream())
                .map(Entry::key)
                .filter(it -> it.startsWith(OURS))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The reference as a page; what is not Tidings' own is not an operator's to set and left out. */
    String markdown() {
        StringBuilder page = new StringBuilder("# Configuration\n\n");
        page.append(introduction).append("\n\n");
        page.append("This page is made from `resources/src/main/resources/META-INF/microprofile-config.properties`:"
                + " change it there, then\n"
                + "`mvn -pl ear -am package -Dtidings.docs.write=true`.\n");
        for (Section section : sections) {
            page.append("\n## ").append(section.title()).append("\n\n");
            page.append("| Key | Default | Environment | Meaning |\n|---|---|---|---|\n");
            section.entries().stream()
                    .filter(it -> it.key().startsWith(OURS))
                    .forEach(entry -> page.append("| `")
                            .append(entry.key())
                            .append("` | ")
                            .append(entry.value()
                                    .map(it -> "`" + cell(it) + "`")
                                    .orElse("none"))
                            .append(" | `")
                            .append(entry.environmentVariable())
                            .append("` | ")
                            .append(cell(entry.comment()))
                            .append(" |\n"));
        }
        return page.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
