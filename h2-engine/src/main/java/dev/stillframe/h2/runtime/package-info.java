/**
 * Drives a connection: the only package of the engine with threads, clocks and buffers to fill.
 *
 * <p>A turn drains the inbox, steps once over it, interprets the effects and writes once. Turns
 * never overlap; the lock that sees to it is a leaf: under it neither users' code nor the
 * transport's write runs. With a tape ({@link dev.stillframe.h2.runtime.recorder}) each step is
 * recorded.
 */
@NullMarked
package dev.stillframe.h2.runtime;

import org.jspecify.annotations.NullMarked;
