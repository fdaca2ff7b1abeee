/** The connection to MongoDB. Collections are documented by the packages that own them. */
@NullMarked
package dev.tidings.mongodb;

import org.jspecify.annotations.NullMarked;
