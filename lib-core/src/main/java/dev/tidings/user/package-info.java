/**
 * Who there is: users as the business server registers them, kept in the table {@code im_user}. Users are never deleted,
 * which is what lets a node remember that one exists.
 */
@NullMarked
package dev.tidings.user;

import org.jspecify.annotations.NullMarked;
