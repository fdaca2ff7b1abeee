/** For each invariant a history that keeps it and the smallest that breaks it, with the words in which that is said. */
@NullMarked
package dev.tidings.checker;

import org.jspecify.annotations.NullMarked;
