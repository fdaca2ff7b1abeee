/**
 * Hands out places: a conversation and a mailbox are both a {@link dev.tidings.seq.Series} of cells 1, 2, 3 … without a
 * hole.
 *
 * <p>Redis holds, under a prefix that names the Redis process itself (so that a server that was restarted, failed over or
 * restored from an old copy finds nothing it could believe):
 *
 * <ul>
 *   <li>{@code s:<series>} hash: {@code n} last place given, {@code w} watermark, {@code h} places to give first,
 *       {@code a} stored places above the watermark;
 *   <li>{@code p:<serverMsgID>} hash series → seq: places given, until a minute after they were stored;
 *   <li>{@code r:<series>} token of those who are rebuilding the counters from the store just now.
 * </ul>
 *
 * <p>All of it is a cache: what is missing is rebuilt from the store behind {@link dev.tidings.seq.SeqTruth}. So it is not written to
 * Redis' append-only file, of which it would be nine tenths.
 */
@NullMarked
package dev.tidings.seq;

import org.jspecify.annotations.NullMarked;
