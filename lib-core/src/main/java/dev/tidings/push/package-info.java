/** What the push module is asked to do, and the sockets it finds on this node. */
@NullMarked
package dev.tidings.push;

import org.jspecify.annotations.NullMarked;
