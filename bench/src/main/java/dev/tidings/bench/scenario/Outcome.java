package dev.tidings.bench.scenario;

import java.util.List;

/**
 * What a scenario found out.
 *
 * @param table for people, in Markdown
 * @param figures for programs: records of numbers, written as JSON
 */
record Outcome(String table, List<?> figures) {}
