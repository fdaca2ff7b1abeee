/**
 * Whether this node can do its work, for operators: MicroProfile Health, at {@code /health/ready}; and whether it takes new
 * clients, for load balancers: {@code /im/open}.
 */
@NullMarked
package dev.tidings.gateway.health;

import org.jspecify.annotations.NullMarked;
