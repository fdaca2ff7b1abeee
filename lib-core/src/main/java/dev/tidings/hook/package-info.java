/**
 * What the business server is asked before something is done, and told after it was: OpenIM's webhooks, signed and
 * dependable. Questions are answered within their time or have their configured effect; events wait in a durable outbox
 * until they are delivered.
 */
@NullMarked
package dev.tidings.hook;

import org.jspecify.annotations.NullMarked;
