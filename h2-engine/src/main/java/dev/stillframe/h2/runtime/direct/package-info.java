/**
 * Streams in direct style: what the connection tells is kept until the stream's own thread asks for
 * it.
 *
 * <p>Depends on {@link dev.stillframe.api} and {@link dev.stillframe.h2.runtime.net}.
 */
@NullMarked
package dev.stillframe.h2.runtime.direct;

import org.jspecify.annotations.NullMarked;
