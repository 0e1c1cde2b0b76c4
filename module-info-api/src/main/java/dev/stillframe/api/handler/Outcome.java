package dev.stillframe.api.handler;

import dev.stillframe.api.connection.End;

/**
 * How a fold's stream ended, always with the final context.
 *
 * @param <C> the fold's context
 */
public sealed interface Outcome<C> {
    /** The last context. */
    C context();

    /** Both messages were complete. */
    record Ok<C>(C context) implements Outcome<C> {}

    /** The stream or its connection ended early. */
    record Failed<C>(End error, C context) implements Outcome<C> {}
}
