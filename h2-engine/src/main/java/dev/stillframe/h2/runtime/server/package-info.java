/**
 * The server of one's own: accepts, finds out what is spoken, and lets the engine answer.
 *
 * <pre>
 *   StandaloneServer = Loops, Acceptor+, ServerConnection*
 *   Opening          → ServerConnection | UpgradeRequest → ServerConnection | OtherConnection
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api}, {@link dev.stillframe.h2.runtime.net}, {@link
 * dev.stillframe.h2.runtime.direct} and {@link dev.stillframe.h2.runtime.tls}.
 */
@NullMarked
package dev.stillframe.h2.runtime.server;

import org.jspecify.annotations.NullMarked;
