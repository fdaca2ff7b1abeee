/** The session beans without a container, for tests of the gateway. */
@NullMarked
package dev.tidings.msg;

import org.jspecify.annotations.NullMarked;
