/**
 * Real clients and h2spec against a real server: what only works between two engines of our own
 * shows here.
 *
 * <pre>
 * EachFront      = the fronts that a class is run for, or the one that -Dstillframe.front names
 * Ability        = what not every front can do
 * FrontUnderTest = one of them, listening on free ports
 * Tool           = a program of the system, with the Debian package that has it
 * Child          = a process with a deadline, and what came of it
 * </pre>
 *
 * <p>Every client is somebody else's. A test whose program is not installed is skipped and names
 * the package; {@code .ci/run} installs all of them and allows no skip.
 */
@NullMarked
package dev.stillframe.it;

import org.jspecify.annotations.NullMarked;
