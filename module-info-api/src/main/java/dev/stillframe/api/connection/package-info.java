/**
 * A connection as a value: what happens to it, what must then be done, and its limits (RFC 9113).
 *
 * <pre>
 *   Transition = Iteration Effect*
 *   Event      = Clock | Received | InputClosed | TransportFailed | Room | Consumed | Released | Upgraded | Command
 *   Command    = Request | Respond | Data | Trailers | Want | Reset | Push | Reprioritize | Ping | Extension | Change | Shutdown
 *   Effect     = Send | Take | Drop | WakeAt | Close | Notice
 *   Notice     = Request | Response | Data | Trailers | Promise | Started | Credit | Ended
 *              | Rejected | PeerSettings | Pong | Pinged | Extension | GoAway | Fault | Closed
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api.message} and the JDK.
 */
@NullMarked
package dev.stillframe.api.connection;

import org.jspecify.annotations.NullMarked;
