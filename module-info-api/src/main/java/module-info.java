/**
 * What users and adapters of Stillframe compile against: data and interfaces, no engine.
 *
 * <p>Reading order: {@link dev.stillframe.api.message} (what HTTP says), {@link
 * dev.stillframe.api.connection} (what happens to a connection and what must be done), {@link
 * dev.stillframe.api.handler} (a request as a fold), {@link dev.stillframe.api.direct} (a request
 * in direct style), {@link dev.stillframe.api} (the engine, its limits and the two ports by which
 * it is driven), and for what runs alone {@link dev.stillframe.api.server}, {@link
 * dev.stillframe.api.client} and {@link dev.stillframe.api.tls}.
 *
 * <p>gRPC has a vocabulary of its own in {@link dev.stillframe.api.grpc}.
 */
module dev.stillframe.api {
    requires static org.jspecify;

    exports dev.stillframe.api;
    exports dev.stillframe.api.client;
    exports dev.stillframe.api.connection;
    exports dev.stillframe.api.direct;
    exports dev.stillframe.api.grpc;
    exports dev.stillframe.api.grpc.machine;
    exports dev.stillframe.api.handler;
    exports dev.stillframe.api.message;
    exports dev.stillframe.api.server;
    exports dev.stillframe.api.tls;

    uses dev.stillframe.api.Http2Engine;
    uses dev.stillframe.api.grpc.GrpcEngine;
    uses dev.stillframe.api.grpc.NameResolver;
}
