/** The message model as values: who, where, what. No container, no store and no clock is known here. */
@NullMarked
package dev.tidings.message;

import org.jspecify.annotations.NullMarked;
