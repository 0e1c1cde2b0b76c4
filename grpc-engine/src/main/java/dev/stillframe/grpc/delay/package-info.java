/**
 * Arithmetic on times: nanoseconds that do not overflow, delays that grow, and chance that is none.
 *
 * <p>Depends on nothing; used by the pure policies of a channel.
 */
@NullMarked
package dev.stillframe.grpc.delay;

import org.jspecify.annotations.NullMarked;
