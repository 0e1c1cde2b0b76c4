package dev.stillframe.grpc.compat;

import io.grpc.Attributes;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import org.jspecify.annotations.Nullable;

/** What a tracer may know of a server's call. */
final class ServedInfo<I, O> extends ServerStreamTracer.ServerCallInfo<I, O> {
    private final ServedCall<I, O> call;

    ServedInfo(ServedCall<I, O> call) {
        this.call = call;
    }

    @Override
    public MethodDescriptor<I, O> getMethodDescriptor() {
        return call.getMethodDescriptor();
    }

    @Override
    public Attributes getAttributes() {
        return call.getAttributes();
    }

    @Override
    public @Nullable String getAuthority() {
        return call.getAuthority();
    }
}
