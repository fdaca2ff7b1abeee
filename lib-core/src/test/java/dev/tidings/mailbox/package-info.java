/** What every store of mailboxes must do, and two that are held to it. */
@NullMarked
package dev.tidings.mailbox;

import org.jspecify.annotations.NullMarked;
