@NullMarked
package dev.tidings.offlinepush;

import org.jspecify.annotations.NullMarked;
