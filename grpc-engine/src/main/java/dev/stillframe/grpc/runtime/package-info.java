/**
 * What runs calls: the engine as a service, handlers in direct style with their threads and
 * deadlines.
 *
 * <p>The only package of the module with threads and clocks.
 */
@NullMarked
package dev.stillframe.grpc.runtime;

import org.jspecify.annotations.NullMarked;
