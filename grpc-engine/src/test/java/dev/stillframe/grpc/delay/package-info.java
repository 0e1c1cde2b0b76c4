/** Delays. */
@NullMarked
package dev.stillframe.grpc.delay;

import org.jspecify.annotations.NullMarked;
