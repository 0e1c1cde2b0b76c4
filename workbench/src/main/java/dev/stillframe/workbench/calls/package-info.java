/**
 * Calls of {@code echo.v1.Echo} over the clients on the engine: whatever gRPC stack answers, every
 * status and every octet is looked at.
 *
 * <pre>
 * Frames     = a message on the wire, made of numbers             what was sent is what must return
 * Verdict    = head, trailers and end of an answer                null: all was right
 * UnaryLoad  = so many calls at any time, as fast as they return  a closed loop
 * StreamLoad = bidirectional calls at a constant rate             an open loop, with slow readers
 * CallTimes  = what came of them, as one line between processes
 * </pre>
 *
 * <p>There is no gRPC library in it, so none is favoured: it writes the frames itself. Depends on
 * {@code client} and {@code front} below.
 */
@NullMarked
package dev.stillframe.workbench.calls;

import org.jspecify.annotations.NullMarked;
