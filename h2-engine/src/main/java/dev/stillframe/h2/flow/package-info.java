/**
 * Flow control (RFC 9113 sections 5.2 and 6.9): the only place that does arithmetic on windows.
 *
 * <pre>
 *   ReceiveLedger = target open held pending      law: target = open + held + pending
 *   SendWindow    = octets that the peer lets us send, may be negative
 *   Bandwidth     = whether windows hold the peer back
 * </pre>
 *
 * <p>Depends on the JDK alone.
 */
@NullMarked
package dev.stillframe.h2.flow;

import org.jspecify.annotations.NullMarked;
