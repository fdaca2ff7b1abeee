/**
 * Messages for those who are not online: what is told to the push providers of their devices, and what has to be known for
 * that. In MySQL the tables {@code push_token} and {@code push_badge}; in Redis
 * {@code im:pushed:<serverMsgID>:<whom>} for each device that was told.
 */
@NullMarked
package dev.tidings.offline;

import org.jspecify.annotations.NullMarked;
