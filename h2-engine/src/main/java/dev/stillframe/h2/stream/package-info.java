/**
 * The life of one stream (RFC 9113 section 5.1): sealed states that carry only what each may use,
 * and the table of what may be received in which state.
 *
 * <pre>
 *   StreamState = Idle | ReservedLocal Outbound | ReservedRemote Inbound | Open Inbound Outbound
 *               | HalfClosedLocal Inbound | HalfClosedRemote Outbound | Closed manner
 *   Inbound     = ReceiveLedger expected-content awaited-head
 *   Outbound    = relative-window queued Ending ...
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.h2.flow} and {@link dev.stillframe.api.message}.
 */
@NullMarked
package dev.stillframe.h2.stream;

import org.jspecify.annotations.NullMarked;
