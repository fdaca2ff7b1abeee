/** A real database for the adapters' tests, of this and every other package. */
@NullMarked
package dev.tidings.database;

import org.jspecify.annotations.NullMarked;
