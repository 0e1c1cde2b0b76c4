package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a call ends, both ways: the details of a status, and what it says about trying again, are
 * keys of the trailers there.
 */
final class Ends {
    private Ends() {}

    /** A status, with what the trailers hold of it. */
    static Status of(io.grpc.Status status, io.grpc.Metadata trailers) {
        byte[] details = trailers.get(Fields.DETAILS);
        return new Status(
                Code.of(status.getCode().value()),
                Objects.requireNonNullElse(status.getDescription(), ""),
                details == null ? Octets.EMPTY : Octets.wrap(details),
                status.isOk() ? Pushback.NONE : pushback(trailers.get(Fields.PUSHBACK)));
    }

    /** What is no time means that there is to be none (gRFC A6). */
    private static Pushback pushback(@Nullable String millis) {
        if (millis == null) {
            return Pushback.NONE;
        }
        try {
            int time = Integer.parseInt(millis.strip());
            return time < 0 ? Pushback.STOP : new Pushback.After(time);
        } catch (NumberFormatException e) {
            return Pushback.STOP;
        }
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

    /** The trailers with what they hold of a status. */
    static io.grpc.Metadata of(Status status, Metadata trailers) {
        io.grpc.Metadata all = Fields.of(trailers);
        if (!status.details().isEmpty()) {
            all.discardAll(Fields.DETAILS);
            all.put(Fields.DETAILS, status.details().toArray());
        }
        switch (status.pushback()) {
            case Pushback.None ignored -> {}
            case Pushback.Stop ignored -> all.put(Fields.PUSHBACK, "-1");
            case Pushback.After after -> all.put(Fields.PUSHBACK, String.valueOf(after.millis()));
        }
        return all;
    }
}
