/** Tests of tokens, and {@link dev.tidings.token.TestTokens} for the tests of whoever needs some. */
@NullMarked
package dev.tidings.token;

import org.jspecify.annotations.NullMarked;
