/** A6 as scripts, and simulations. */
@NullMarked
package dev.stillframe.grpc.attempts;

import org.jspecify.annotations.NullMarked;
