/** Tests of the transfer module: single steps as sentences, all of it under a seeded simulation. */
@NullMarked
package dev.tidings.transfer;

import org.jspecify.annotations.NullMarked;
