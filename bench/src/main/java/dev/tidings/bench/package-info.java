/**
 * Measures servers as their users meet them: the same population and the same schedule of messages for each, over its own
 * protocol, and what that cost the machine.
 */
@NullMarked
package dev.tidings.bench;

import org.jspecify.annotations.NullMarked;
