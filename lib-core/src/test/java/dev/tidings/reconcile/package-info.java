@NullMarked
package dev.tidings.reconcile;

import org.jspecify.annotations.NullMarked;
