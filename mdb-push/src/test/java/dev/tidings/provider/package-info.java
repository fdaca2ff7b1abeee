/** Each adapter against a local server that answers as its provider's documentation says. */
@NullMarked
package dev.tidings.provider;

import org.jspecify.annotations.NullMarked;
