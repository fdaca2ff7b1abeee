/**
 * A MongoDB-compatible server for a stack that is started without installing anything. It exists because the
 * library it is built on scans whole collections and loses the last second when it is killed.
 */
@NullMarked
package dev.tidings.mongostandin;

import org.jspecify.annotations.NullMarked;
