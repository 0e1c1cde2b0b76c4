/**
 * What a server of Vert.x does, as far as its application and its clients can see: one suite for
 * Vert.x' own HTTP/2 and for ours in its place.
 *
 * <pre>
 * Book       = chapters of scenarios, by name
 * Scenario   = serves something, talks to it frame by frame, notes what is seen
 * Play       = one run of a scenario on one Stack: servers, peers, notes
 * Stack      = Vert.x' own HTTP/2 | ours
 * Differences = what may differ and why: docs/vertx-differences.md, to the letter
 * </pre>
 *
 * <p>The same sources are compiled against each line of Vert.x that there is an adapter for; {@code
 * Line} and {@code MeterNotes}, one file of each for each line, hold what is spelled differently.
 */
@NullMarked
package dev.stillframe.behaviour;

import org.jspecify.annotations.NullMarked;
