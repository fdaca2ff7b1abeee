/**
 * One command that runs the whole of Tidings on one machine. It exists so that trying it out, developing on it and testing
 * it need nothing but a JDK and Maven; a production site configures Payara and the stores itself, with the same files.
 */
@NullMarked
package dev.tidings.launcher;

import org.jspecify.annotations.NullMarked;
