/**
 * The HTTP/2 engine as a service, and the two ports by which a host drives it.
 *
 * <p>{@link dev.stillframe.api.Http2Engine#find()} gives the engine. It makes a connection as a
 * value ({@link dev.stillframe.api.connection.Iteration}), for callers that own the loop, or as a
 * driven one ({@link dev.stillframe.api.Http2Connection}) between a {@link
 * dev.stillframe.api.Transport} and an {@link dev.stillframe.api.Application}. A {@link
 * dev.stillframe.api.RecordingEngine} records what it drives.
 */
@NullMarked
package dev.stillframe.api;

import org.jspecify.annotations.NullMarked;
