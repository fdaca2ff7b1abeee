@NullMarked
package dev.tidings.deadletter;

import org.jspecify.annotations.NullMarked;
