@NullMarked
package dev.tidings.hook;

import org.jspecify.annotations.NullMarked;
