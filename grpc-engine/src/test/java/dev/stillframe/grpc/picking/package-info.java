/** Balancers as scripts, and simulations. */
@NullMarked
package dev.stillframe.grpc.picking;

import org.jspecify.annotations.NullMarked;
