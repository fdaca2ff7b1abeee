/** A cluster without machines: time, network and deaths are the test's to decide. */
@NullMarked
package dev.tidings.cluster;

import org.jspecify.annotations.NullMarked;
