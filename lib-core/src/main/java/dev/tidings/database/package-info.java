/**
 * MySQL as a whole: the schema's migrations, transactions, and what a failure of the database means to the caller. The
 * packages that keep something there reach it only through {@link dev.tidings.database.Database}, so none meets a schema
 * that is not yet there.
 */
@NullMarked
package dev.tidings.database;

import org.jspecify.annotations.NullMarked;
