/**
 * The gRPC engine over {@link dev.stillframe.api.Http2Engine}: calls as pure functions, and a
 * runtime for them.
 *
 * <p>Reading order: {@code wire} (PROTOCOL-HTTP2: what stands in fields and frames); {@code call}
 * (one call, as a fold over its stream); {@code delay}, {@code config}, {@code attempts} and {@code
 * picking} (what a channel decides: how it is told, how often a call is attempted, where it goes);
 * {@code runtime}, the only package with threads and clocks. Upper packages use lower ones, never
 * back.
 *
 * <p>The engine is found as a service. {@link dev.stillframe.grpc.protobuf} stands beside it:
 * codecs for those who bring {@code com.google.protobuf} along, without which the module links and
 * runs.
 */
module dev.stillframe.grpc {
    requires transitive dev.stillframe.api;
    requires static com.google.protobuf;
    requires static org.jspecify;

    exports dev.stillframe.grpc.protobuf;

    uses dev.stillframe.api.grpc.NameResolver;

    provides dev.stillframe.api.grpc.GrpcEngine with
            dev.stillframe.grpc.runtime.Engine;
}
