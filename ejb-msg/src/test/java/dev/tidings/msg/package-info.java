/** The session beans' rules, on stores in the heap. */
@NullMarked
package dev.tidings.msg;

import org.jspecify.annotations.NullMarked;
