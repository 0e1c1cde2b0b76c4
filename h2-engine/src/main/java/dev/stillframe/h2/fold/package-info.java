/**
 * Folds over streams as a pure machine: what the application is told goes in, what the folds want
 * done comes out.
 *
 * <pre>
 *   Folding = Fold Call*
 *   Call    = context output-stage generator-stage
 *   Wish    = Tell event | Send octets
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api} and {@link dev.stillframe.h2.persistent}.
 */
@NullMarked
package dev.stillframe.h2.fold;

import org.jspecify.annotations.NullMarked;
