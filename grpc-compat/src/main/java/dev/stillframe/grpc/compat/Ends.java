package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import java.util.Objects;

/** How a call ends, both ways: the details of a status are a key of the trailers there. */
final class Ends {
    private Ends() {}

    /** A status, with the details that the trailers hold. */
    static Status of(io.grpc.Status status, io.grpc.Metadata trailers) {
        byte[] details = trailers.get(Fields.DETAILS);
        return new Status(
                Code.of(status.getCode().value()),
                Objects.requireNonNullElse(status.getDescription(), ""),
                details == null ? Octets.EMPTY : Octets.wrap(details));
    }

    /** As a handler in direct style ends its call. */
    static RpcException thrown(io.grpc.Status status, io.grpc.Metadata trailers) {
        return new RpcException(of(status, trailers), Fields.of(trailers));
    }

    /** A status without its details. */
    static io.grpc.Status of(Status status) {
        io.grpc.Status known = io.grpc.Status.fromCodeValue(status.code().number());
        return status.message().isEmpty() ? known : known.withDescription(status.message());
    }

    /** The trailers with the details of a status. */
    static io.grpc.Metadata of(Status status, Metadata trailers) {
        io.grpc.Metadata all = Fields.of(trailers);
        if (!status.details().isEmpty()) {
            all.discardAll(Fields.DETAILS);
            all.put(Fields.DETAILS, status.details().toArray());
        }
        return all;
    }
}
