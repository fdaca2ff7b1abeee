/** How often callers may ask: enough for everyone who means well, and a bound for who does not. */
@NullMarked
package dev.tidings.rate;

import org.jspecify.annotations.NullMarked;
