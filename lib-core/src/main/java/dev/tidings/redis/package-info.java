/** Connections to Redis that know which Redis process they are connected to. Keys are documented by the packages that own them. */
@NullMarked
package dev.tidings.redis;

import org.jspecify.annotations.NullMarked;
