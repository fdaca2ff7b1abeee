/**
 * Breaks an installation of Tidings in every way at hand while clients write over real sockets, puts it right again, and
 * has the checker judge what the clients saw and what is stored. A seed decides what breaks when.
 */
@NullMarked
package dev.tidings.faults;

import org.jspecify.annotations.NullMarked;
