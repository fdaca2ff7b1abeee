/**
 * Who a caller is: tokens that are issued, verified and revoked. A token is a JWT whose id is in the table {@code token};
 * Redis remembers what was found there under {@code im:token:<token id>}, and each node does for half a second.
 */
@NullMarked
package dev.tidings.token;

import org.jspecify.annotations.NullMarked;
