@NullMarked
package dev.tidings.events;

import org.jspecify.annotations.NullMarked;
