/**
 * How a conformance case is written, and how it is played.
 *
 * <pre>
 * Section     = number, title, Plan...
 * Plan        = a rule, its level and whom it binds; Opening, Step..., Expectation
 * Opening     = CONNECTED | BEGUN | AWAITING | OPENED | ENDED | CLOSED
 * Step        = words, and what is sent or awaited
 * Expectation = ConnectionError | StreamError | GoesOn | Answers | Check
 * Stage       = one connection, and what happened on it so far
 * Verdict     = Passed | Warned | Failed | NotApplicable
 * </pre>
 *
 * <p>A plan is data; the same plan tests a client and a server, seen from the other side. It may
 * use {@code wire}, and nothing of the kit above it.
 */
@NullMarked
package dev.stillframe.conformance.script;

import org.jspecify.annotations.NullMarked;
