@NullMarked
package dev.tidings.rate;

import org.jspecify.annotations.NullMarked;
