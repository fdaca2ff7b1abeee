/**
 * Compares what the stores say of the same messages, and mends what differs: Redis (up to where a series is complete), MongoDB
 * (conversations, mailboxes, members) and MySQL (the full history). In pieces of bounded size, while the server runs.
 *
 * <p>{@link dev.tidings.reconcile.Reconciliation} is the way in. It looks at a piece twice, because what is on its way looks
 * like a difference; {@code Look} compares, {@code Mending} mends. {@link dev.tidings.reconcile.Cells} and
 * {@link dev.tidings.reconcile.Rows} read the stores as they lie there.
 */
@NullMarked
package dev.tidings.reconcile;

import org.jspecify.annotations.NullMarked;
