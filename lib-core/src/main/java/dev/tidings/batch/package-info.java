/** Many things at once, but not too many. */
@NullMarked
package dev.tidings.batch;

import org.jspecify.annotations.NullMarked;
