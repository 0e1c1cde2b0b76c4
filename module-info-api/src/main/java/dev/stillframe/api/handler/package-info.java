/**
 * A request as a fold: signals come in, actions go out, and a context is threaded through.
 *
 * <pre>
 *   Signal  = Request | Response | Data | Trailers | End
 *   Action  = Become | Respond | Send | Trailers | Close | Reset
 *   Pull    = Emit | Idle | Done | Over | Reset
 *   Outcome = Ok context | Failed error context
 * </pre>
 *
 * <p>Writing after the end cannot be expressed in a generator: {@link
 * dev.stillframe.api.handler.Pull.Done} is the last word.
 */
@NullMarked
package dev.stillframe.api.handler;

import org.jspecify.annotations.NullMarked;
