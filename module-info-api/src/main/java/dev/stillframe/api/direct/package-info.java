/**
 * A stream in direct style: code on a thread of its own reads, writes, and blocks on credit.
 *
 * <pre>
 *   Exchange       = read* write* (end | reset)
 *   ServerExchange = Exchange + request, respond
 *   ClientExchange = Exchange + response
 * </pre>
 *
 * <p>The thread is meant to be a virtual one. An interrupt gives up the stream with
 * RST_STREAM(CANCEL).
 */
@NullMarked
package dev.stillframe.api.direct;

import org.jspecify.annotations.NullMarked;
