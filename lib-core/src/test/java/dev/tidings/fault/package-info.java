/** Tests of what goes wrong on purpose. */
@NullMarked
package dev.tidings.fault;

import org.jspecify.annotations.NullMarked;
