/**
 * What was written for grpc-java on Stillframe: services on our server and our handlers, stubs on
 * our channel. It uses the public API of {@code io.grpc} and nothing else of grpc-java.
 *
 * <p>Reading order: {@link dev.stillframe.grpc.compat.BridgedServices} and {@link
 * dev.stillframe.grpc.compat.StillframeServerBuilder} (a server), {@link
 * dev.stillframe.grpc.compat.StillframeChannelBuilder} and {@link
 * dev.stillframe.grpc.compat.BridgedChannel} (a client), then a call of each.
 */
module dev.stillframe.grpc.compat {
    requires transitive dev.stillframe.api;
    requires transitive io.grpc;
    requires static org.jspecify;

    exports dev.stillframe.grpc.compat;
}
