package dev.stillframe.grpc.wire;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;

/** What gRPC makes of responses and streams that end without a status of their own. */
public final class Ends {
    private Ends() {}

    /**
     * The status of an HTTP response without {@code grpc-status} (doc/http-grpc-status-mapping).
     */
    public static Status ofHttp(int status) {
        Code code =
                switch (status) {
                    case 400 -> Code.INTERNAL;
                    case 401 -> Code.UNAUTHENTICATED;
                    case 403 -> Code.PERMISSION_DENIED;
                    case 404 -> Code.UNIMPLEMENTED;
                    case 429, 502, 503, 504 -> Code.UNAVAILABLE;
                    default -> Code.UNKNOWN;
                };
        return Status.of(code, "HTTP status " + status);
    }

    /** The status of a stream that ended early (PROTOCOL-HTTP2, "HTTP2 Transport Mapping"). */
    public static Status of(End end) {
        return switch (end) {
            case End.Complete ignored -> Status.of(Code.UNKNOWN, "the response has no status");
            case End.Reset reset ->
                    Status.of(
                            of(reset.code()),
                            "the stream was reset with " + reset.code() + because(reset.reason()));
            case End.Unprocessed unprocessed ->
                    Status.of(
                            Code.UNAVAILABLE,
                            "not processed: " + unprocessed.code() + because(unprocessed.reason()));
            case End.Lost lost ->
                    Status.of(Code.UNAVAILABLE, "connection lost" + because(lost.reason()));
        };
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }

    /** The code of an RST_STREAM. */
    public static Code of(ErrorCode code) {
        if (code.equals(ErrorCode.REFUSED_STREAM)) {
            return Code.UNAVAILABLE;
        }
        if (code.equals(ErrorCode.CANCEL)) {
            return Code.CANCELLED;
        }
        if (code.equals(ErrorCode.ENHANCE_YOUR_CALM)) {
            return Code.RESOURCE_EXHAUSTED;
        }
        if (code.equals(ErrorCode.INADEQUATE_SECURITY)) {
            return Code.PERMISSION_DENIED;
        }
        return code.equals(ErrorCode.HTTP_1_1_REQUIRED) ? Code.UNKNOWN : Code.INTERNAL;
    }
}
