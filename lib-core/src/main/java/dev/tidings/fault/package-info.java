/** What can go wrong, as numbers that clients and operators look up; every module translates into these and nothing else. */
@NullMarked
package dev.tidings.fault;

import org.jspecify.annotations.NullMarked;
