/**
 * The push providers: one port, and an adapter for each of them on its own library or documented HTTP API. They know devices
 * and notifications, and nothing of conversations, mailboxes or queues.
 */
@NullMarked
package dev.tidings.provider;

import org.jspecify.annotations.NullMarked;
