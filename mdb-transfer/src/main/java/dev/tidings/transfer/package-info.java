/**
 * From the accepted queue into the mailboxes and on to the push module, and from the accepted queue into the full
 * history. Everything here can be run again for the same batch, after a crash at any line, with the effect of running it
 * once: the queue redelivers, so it must.
 */
@NullMarked
package dev.tidings.transfer;

import org.jspecify.annotations.NullMarked;
