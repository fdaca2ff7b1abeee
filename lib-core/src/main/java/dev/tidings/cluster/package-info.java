/**
 * The nodes of the cluster: which there are, who has sockets where, and what they ask of each other.
 *
 * <p>Each node is the authority for its own sockets and tells the others of every change; each keeps a {@link
 * dev.tidings.cluster.Directory} of its own, so finding a user's node costs no call. What is said goes over Payara's data
 * grid as sealed bytes ({@link dev.tidings.cluster.Seal}), on these topics: {@code im.nodes} to everyone, {@code
 * im.node.<id>} to one.
 */
@NullMarked
package dev.tidings.cluster;

import org.jspecify.annotations.NullMarked;
