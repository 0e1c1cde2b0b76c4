package dev.stillframe.grpc.compat;

import io.grpc.Attributes;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import java.util.Objects;

/** What credentials may know of the call that they are for. */
final class Authorized extends CallCredentials.RequestInfo {
    private final BridgedChannel channel;
    private final MethodDescriptor<?, ?> method;
    private final CallOptions options;

    Authorized(BridgedChannel channel, MethodDescriptor<?, ?> method, CallOptions options) {
        this.channel = channel;
        this.method = method;
        this.options = options;
    }

    @Override
    public MethodDescriptor<?, ?> getMethodDescriptor() {
        return method;
    }

    @Override
    public CallOptions getCallOptions() {
        return options;
    }

    @Override
    public SecurityLevel getSecurityLevel() {
        return channel.isSecure() ? SecurityLevel.PRIVACY_AND_INTEGRITY : SecurityLevel.NONE;
    }

    @Override
    public String getAuthority() {
        return Objects.requireNonNullElse(options.getAuthority(), channel.authority());
    }

    @Override
    public Attributes getTransportAttrs() {
        return Attributes.EMPTY;
    }
}
