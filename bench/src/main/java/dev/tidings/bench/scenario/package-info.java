/** Measures what is no rate: what an idle connection costs, how long it takes to catch up, to read a page, and to start. */
@NullMarked
package dev.tidings.bench.scenario;

import org.jspecify.annotations.NullMarked;
