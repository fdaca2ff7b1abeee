/**
 * The stores of Tidings as real server processes on this machine, so that one command, and any test, has what production
 * has without an installation. Each store is a process of its own because each must be able to die alone.
 */
@NullMarked
package dev.tidings.stores;

import org.jspecify.annotations.NullMarked;
