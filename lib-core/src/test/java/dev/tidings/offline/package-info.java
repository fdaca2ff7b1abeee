@NullMarked
package dev.tidings.offline;

import org.jspecify.annotations.NullMarked;
