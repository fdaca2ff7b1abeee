/** The whole product, started as a user starts it and seen as clients see it, so that nothing between the parts is left out. */
@NullMarked
package dev.tidings.system;

import org.jspecify.annotations.NullMarked;
