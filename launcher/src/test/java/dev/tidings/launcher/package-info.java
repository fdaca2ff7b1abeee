/** What the launcher decides before and after it has processes to care for. */
@NullMarked
package dev.tidings.launcher;

import org.jspecify.annotations.NullMarked;
