/** What the application server lends us, under the types our own classes ask for: clock, threads, pools. */
@NullMarked
package dev.tidings.container;

import org.jspecify.annotations.NullMarked;
