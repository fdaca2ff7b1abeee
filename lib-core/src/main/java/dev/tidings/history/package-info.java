/**
 * The full history: every accepted message once, in MySQL, for search, roaming, audit and export. The mailboxes are for
 * pulling; this is for ever.
 */
@NullMarked
package dev.tidings.history;

import org.jspecify.annotations.NullMarked;
