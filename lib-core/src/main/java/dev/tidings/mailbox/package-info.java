/**
 * What users pull: every conversation as a series of messages, every mailbox as a series of references to them, and who
 * is in which conversation with which read position.
 *
 * <p>MongoDB, collection {@code cell}: one document for each cell of a series, {@code _id} = {@code <series>/<seq, 19
 * digits>}, so that the primary index is the unique index on (series, seq) and a range read is a primary index scan.
 *
 * <ul>
 *   <li>of a conversation: {@code {_id: "c:si_a_b/…7", o: "c:si_a_b", m: <serverMsgID>, t: <sendTime ms>, b: <MsgData>}}
 *   <li>of a mailbox: {@code {_id: "u:alice/…9", o: "u:alice", m: <serverMsgID>, c: "si_a_b", s: <conversation seq>}}
 * </ul>
 *
 * A message that was replaced, as by a revocation, has in its conversation's cell the replacement as {@code b}, {@code k:
 * <its contentType>}, and {@code r}: 1 from the replacement on, 2 when everybody has been told. No mailbox has a body, so this
 * cell is all there is to replace.
 *
 * <p>Unique index {@code message_series} on {@code (m, o)}, in which the cells of a message are neighbours. A message's conversation cell is written before its mailbox
 * cells: whoever sees an entry can read its message, and {@code s} is final when an entry is written, which no other order
 * gives once counters are rebuilt from half a write. The cell in the sender's own mailbox is written last, so it proves that
 * all of them are there.
 *
 * <p>Collection {@code member}: {@code {_id: "<user>|<conversation>", o: <user>, c: <conversation>, read: <seq>, min:
 * <seq>, max: <seq>, hid: <seq>}}, index {@code owner} on {@code (o)}. It says who may read a conversation, and from which seq
 * on: who clears a conversation gets a higher {@code min}.
 *
 * <p>Collection {@code hidden}: {@code {_id: "<user>|<conversation>/<seq, 19 digits>", c: <conversation>, s: <seq>}}, one for
 * each message that one user has deleted for himself. No cell changes by it. {@code hid} is at least the highest of them and is
 * written first: pulls above it, which are nearly all, do not look here.
 */
@NullMarked
package dev.tidings.mailbox;

import org.jspecify.annotations.NullMarked;
