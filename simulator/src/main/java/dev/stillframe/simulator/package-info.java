/**
 * Whole worlds of clients, servers and bad networks in one thread: a fake clock, choices that all
 * come from a seed, and the engine's laws as assertions.
 *
 * <pre>
 *   Plan     = setup happening*            explicit: it can be written down, cut and replayed
 *   World    = clock queue Link*
 *   Link     = Host(client) Pipe Pipe Host(server)
 *   Host     = Loop (the pure core, its effects interpreted here) | Driven (the runtime's driver)
 *   App      = Asker | Answerer | Folder   what the streams are for; checks what it is told
 *   Tap      = what the wire shows, judged without the engine
 *   Shrinker = Plan -&gt; the fewest happenings that still break a law
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api} and on the packages of the engine.
 */
@NullMarked
package dev.stillframe.simulator;

import org.jspecify.annotations.NullMarked;
