/** Each store as a real process, through the ends a store can come to. */
@NullMarked
package dev.tidings.stores;

import org.jspecify.annotations.NullMarked;
