package dev.stillframe.api.grpc;

import java.io.Serial;

/** An {@link RpcException} where none may be thrown; a handler may throw it as well. */
public final class UncheckedRpcException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    /** Around the real one. */
    public UncheckedRpcException(RpcException cause) {
        super(cause.getMessage(), cause);
    }

    @Override
    public synchronized RpcException getCause() {
        return (RpcException) super.getCause();
    }
}
