package dev.stillframe.interop.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import dev.stillframe.interop.EchoKeys;
import dev.stillframe.interop.Marked;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.orca.OrcaLoadReport;
import dev.stillframe.interop.testing.BoolValue;
import dev.stillframe.interop.testing.EchoStatus;
import dev.stillframe.interop.testing.Payload;
import dev.stillframe.interop.testing.ResponseParameters;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;
import dev.stillframe.interop.testing.TestOrcaReport;
import java.util.UUID;

/** What is said, in either style. One for each server. */
final class Replies {
    /** What a response may be kept for, where one may. */
    static final Metadata CACHEABLE =
            Metadata.of("cache-control", "max-age=" + Kept.AGE.toSeconds() + ", public");

    private final String serverId = UUID.randomUUID().toString();
    private final Kept kept = new Kept(System::nanoTime);

    // ---- metadata

    /** What of the client's metadata comes back ahead of the messages. */
    static Metadata initial(Metadata metadata) {
        String value = metadata.value(EchoKeys.INITIAL);
        return value == null ? Metadata.EMPTY : Metadata.of(EchoKeys.INITIAL, value);
    }

    /** What of the client's metadata comes back with the trailers. */
    static Metadata trailing(Metadata metadata) {
        Octets value = metadata.octets(EchoKeys.TRAILING);
        return value == null ? Metadata.EMPTY : Metadata.EMPTY.plus(EchoKeys.TRAILING, value);
    }

    // ---- what may be wrong

    /** Ends a call as its request says, if it does. */
    static void end(boolean asked, EchoStatus status, Metadata metadata) throws RpcException {
        if (asked && status.getCode() != 0) {
            Status how = Status.of(Code.of(status.getCode()), status.getMessage());
            throw new RpcException(how, trailing(metadata));
        }
    }

    /** Refuses a request that came compressed or not, and was to be otherwise. */
    static void expect(boolean asked, BoolValue compressed, Message request) throws RpcException {
        if (asked && compressed.getValue() != Marked.isOn(request)) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT,
                    compressed.getValue()
                            ? "the request was to be compressed, and is not"
                            : "the request was not to be compressed, and is");
        }
    }

    private static Payload payload(int octets) throws RpcException {
        if (octets < 0 || octets > Payloads.MOST) {
            throw new RpcException(
                    Code.INVALID_ARGUMENT, "a payload has 0 to " + Payloads.MOST + " octets");
        }
        return Payloads.zeros(octets);
    }

    // ---- responses

    /** The response of a call with one. */
    SimpleResponse simple(SimpleRequest request) throws RpcException {
        SimpleResponse.Builder response = SimpleResponse.newBuilder();
        if (request.getResponseSize() != 0) {
            response.setPayload(payload(request.getResponseSize()));
        }
        if (request.getFillServerId()) {
            response.setServerId(serverId);
        }
        return response.build();
    }

    /** A response that is another one for each request, and the same for the same. */
    SimpleResponse cacheable(SimpleRequest request) {
        String time = Long.toString(kept.madeAt(request.toByteString()));
        return SimpleResponse.newBuilder()
                .setPayload(Payload.newBuilder().setBody(ByteString.copyFromUtf8(time)))
                .build();
    }

    /** One response of several. */
    static StreamingOutputCallResponse output(ResponseParameters parameters) throws RpcException {
        return StreamingOutputCallResponse.newBuilder()
                .setPayload(payload(parameters.getSize()))
                .build();
    }

    // ---- load

    /** A load report as the client has dictated it. */
    static OrcaLoadReport report(TestOrcaReport told) {
        return OrcaLoadReport.newBuilder()
                .setCpuUtilization(told.getCpuUtilization())
                .setMemUtilization(told.getMemoryUtilization())
                .putAllRequestCost(told.getRequestCostMap())
                .putAllUtilization(told.getUtilizationMap())
                .build();
    }

    /** The load report of one call, with its trailers. */
    static Metadata reported(SimpleRequest request) {
        if (!request.hasOrcaPerQueryReport()) {
            return Metadata.EMPTY;
        }
        byte[] report = report(request.getOrcaPerQueryReport()).toByteArray();
        return Metadata.EMPTY.plus(EchoKeys.LOAD_REPORT, Octets.wrap(report));
    }
}
