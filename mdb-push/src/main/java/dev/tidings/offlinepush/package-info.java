/**
 * Offline push: who is told of a message that nobody's socket took, what he is told, and that he is told once. In two steps with
 * a queue before each: {@code im.offline} for the rules, {@code im.offline.<provider>} for the sending, so that a provider that
 * is down holds up neither the rules nor another provider.
 */
@NullMarked
package dev.tidings.offlinepush;

import org.jspecify.annotations.NullMarked;
