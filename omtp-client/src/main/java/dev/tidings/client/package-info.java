/**
 * A client by the book. Tests, the fault campaign and the benchmark see the server through it and only through it, so
 * what it records is what a user's device would have seen.
 */
@NullMarked
package dev.tidings.client;

import org.jspecify.annotations.NullMarked;
