/** Messages for those who are not online: what is told to the push providers of their devices. */
@NullMarked
package dev.tidings.offline;

import org.jspecify.annotations.NullMarked;
