/**
 * Benchmarks of the core: what it costs in time, in allocation and in heap.
 *
 * <pre>
 *   Frames Hpack Step    JMH; run with -prof gc, as ./stillframe bench core does
 *   Heap                 heap for a connection and for a stream, counted object by object
 *   Peer                 the other end of a connection under measure
 * </pre>
 *
 * <p>They reach into the engine's packages, so they run on the class path.
 */
@NullMarked
package dev.stillframe.benchmarks;

import org.jspecify.annotations.NullMarked;
