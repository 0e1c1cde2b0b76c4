/**
 * A race between the addresses of one endpoint (RFC 8305) as a pure function: {@code step(race,
 * events) -> RaceTransition(race, effects)}.
 *
 * <pre>
 *   RaceTransition = Race RaceEffect*
 *   RaceEvent      = Clock | Resolved | Unresolved | Succeeded | Failed | Abandon
 *   RaceEffect     = Attempt | Cancel | Won | Lost | WakeAt
 * </pre>
 *
 * <p>Depends on {@code dev.stillframe.api.client} and the JDK; used by runtime alone.
 */
@NullMarked
package dev.stillframe.h2.race;

import org.jspecify.annotations.NullMarked;
