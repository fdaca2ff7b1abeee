/** Whether this node can do its work, for load balancers and operators: MicroProfile Health, at {@code /health/ready}. */
@NullMarked
package dev.tidings.gateway.health;

import org.jspecify.annotations.NullMarked;
