package dev.stillframe.protoc;

import java.io.Serial;

/** What was asked for has no Java. The message is for whoever wrote the .proto. */
final class InvalidProto extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    InvalidProto(String message) {
        super(message);
    }
}
