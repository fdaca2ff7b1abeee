/** Who is online, where and with what. */
@NullMarked
package dev.tidings.presence;

import org.jspecify.annotations.NullMarked;
