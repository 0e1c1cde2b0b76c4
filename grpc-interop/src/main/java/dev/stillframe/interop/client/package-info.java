/**
 * The client of the interop cases: plays one case after the other against any server.
 *
 * <pre>
 *   InteropClient = channel, and how to open another one
 *   InteropCase   = name, what it shows, its play
 *   CaseFailed    = what was expected, and what came
 * </pre>
 */
@NullMarked
package dev.stillframe.interop.client;

import org.jspecify.annotations.NullMarked;
