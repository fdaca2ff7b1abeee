/** Tests of the tools: that what is to be broken breaks, and is put right. */
@NullMarked
package dev.tidings.faults;

import org.jspecify.annotations.NullMarked;
