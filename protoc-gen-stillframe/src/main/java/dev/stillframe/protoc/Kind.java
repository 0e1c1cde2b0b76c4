package dev.stillframe.protoc;

import com.google.protobuf.Descriptors.MethodDescriptor;

/** The kinds of methods, by the names of {@code dev.stillframe.api.grpc.Method.Kind}. */
enum Kind {
    UNARY("unary"),
    CLIENT_STREAMING("clientStreaming"),
    SERVER_STREAMING("serverStreaming"),
    BIDIRECTIONAL("bidirectional");

    private final String registration;

    Kind(String registration) {
        this.registration = registration;
    }

    static Kind of(MethodDescriptor method) {
        if (method.isClientStreaming()) {
            return method.isServerStreaming() ? BIDIRECTIONAL : CLIENT_STREAMING;
        }
        return method.isServerStreaming() ? SERVER_STREAMING : UNARY;
    }

    /** The method of {@code Services.Builder} for a direct handler. */
    String registration() {
        return registration;
    }

    boolean clientStreams() {
        return this == CLIENT_STREAMING || this == BIDIRECTIONAL;
    }

    boolean serverStreams() {
        return this == SERVER_STREAMING || this == BIDIRECTIONAL;
    }
}
