/** A business server in a few small classes, to be copied from: nothing in it is Tidings' own but the signature. */
@NullMarked
package dev.tidings.example;

import org.jspecify.annotations.NullMarked;
