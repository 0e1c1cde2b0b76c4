/**
 * A recording that runs again, for people to read.
 *
 * <pre>
 * Playback   = runs the steps, compares, and says what it sees
 * Transcript = a step as lines: Frames and Words
 * </pre>
 *
 * <p>Depends on the engine's recording, connection and frame packages, and on no other package of
 * the workbench.
 */
@NullMarked
package dev.stillframe.workbench.replay;

import org.jspecify.annotations.NullMarked;
