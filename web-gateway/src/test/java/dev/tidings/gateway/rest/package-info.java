/** The REST API without a server: requests go straight into Jersey. */
@NullMarked
package dev.tidings.gateway.rest;

import org.jspecify.annotations.NullMarked;
