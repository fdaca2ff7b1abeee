/** Tests of users, and {@link dev.tidings.user.InMemoryUsers} for the tests of whoever needs some. */
@NullMarked
package dev.tidings.user;

import org.jspecify.annotations.NullMarked;
