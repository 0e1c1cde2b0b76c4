package dev.stillframe.api.grpc.machine;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;

/**
 * How a machine's call ended, always with the final context.
 *
 * @param <C> the machine's context
 */
public sealed interface Outcome<C> {
    /** The last context. */
    C context();

    /** How the call ended. */
    Status status();

    /** The metadata of the trailers: those that a client got, or a server sent. */
    Metadata trailers();

    /** With OK. */
    record Ok<C>(C context, Metadata trailers) implements Outcome<C> {
        @Override
        public Status status() {
            return Status.OK;
        }
    }

    /** Otherwise. */
    record Failed<C>(C context, Status status, Metadata trailers) implements Outcome<C> {}
}
