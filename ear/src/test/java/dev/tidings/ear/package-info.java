/** Rules about the whole: they need every module on one class path, and so live beside the archive that has them all. */
@NullMarked
package dev.tidings.ear;

import org.jspecify.annotations.NullMarked;
