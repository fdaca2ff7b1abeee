package dev.tidings.msg;

/**
 * How far a conversation is and how far a user has read it.
 *
 * @param maxSeqTime when the newest message was sent, ms since epoch; 0 if there is none
 */
public record ReadState(long maxSeq, long hasReadSeq, long maxSeqTime) {}
