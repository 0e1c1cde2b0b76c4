/**
 * Records driven connections without their noticing: a tape for each connection takes what goes
 * into a step and what came of it, a queue with a bound holds it, one thread writes it.
 *
 * <pre>
 *   connection's turn: Tape -&gt; Entry -&gt; queue          writer's thread: queue -&gt; TapeFile -&gt; Store
 * </pre>
 *
 * <p>On the turn's thread received octets are copied once, for their buffer is the host's; all else
 * is immutable and is handed over as it is. Encoding, digests and files are the writer's.
 *
 * <p>Depends on recording, octets and the api.
 */
@NullMarked
package dev.stillframe.h2.runtime.recorder;

import org.jspecify.annotations.NullMarked;
