package dev.stillframe.interop.client;

import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.message.Octets;
import dev.stillframe.interop.EchoKeys;
import dev.stillframe.interop.orca.OpenRcaServiceRpc;
import dev.stillframe.interop.orca.OrcaLoadReport;
import dev.stillframe.interop.orca.OrcaLoadReportRequest;
import dev.stillframe.interop.testing.ResponseParameters;
import dev.stillframe.interop.testing.SimpleRequest;
import dev.stillframe.interop.testing.SimpleResponse;
import dev.stillframe.interop.testing.StreamingOutputCallRequest;
import dev.stillframe.interop.testing.StreamingOutputCallResponse;
import dev.stillframe.interop.testing.TestOrcaReport;
import dev.stillframe.interop.testing.TestServiceRpc;

/** Cases of load reports (gRFC A51). */
final class LoadCases {
    private LoadCases() {}

    static void perCall(Play play) throws RpcException, CaseFailed, InvalidProtocolBufferException {
        TestOrcaReport told =
                TestOrcaReport.newBuilder()
                        .setCpuUtilization(0.8210)
                        .setMemoryUtilization(0.5847)
                        .putRequestCost("cost", 3456.32)
                        .putUtilization("util", 0.30499)
                        .build();
        try (ClientCall<SimpleRequest, SimpleResponse> call =
                play.channel().open(TestServiceRpc.UNARY_CALL, Play.OPTIONS)) {
            call.send(SimpleRequest.newBuilder().setOrcaPerQueryReport(told).build());
            call.halfClose();
            Expect.some("response", call.next());
            Expect.end(call);
            Octets report =
                    Expect.some(
                            EchoKeys.LOAD_REPORT,
                            Expect.some("trailers", call.trailers()).octets(EchoKeys.LOAD_REPORT));
            Expect.same(
                    "the report", reported(told), OrcaLoadReport.parseFrom(report.toByteBuffer()));
        }
    }

    private static OrcaLoadReport reported(TestOrcaReport told) {
        return OrcaLoadReport.newBuilder()
                .setCpuUtilization(told.getCpuUtilization())
                .setMemUtilization(told.getMemoryUtilization())
                .putAllRequestCost(told.getRequestCostMap())
                .putAllUtilization(told.getUtilizationMap())
                .build();
    }

    static void besideTheCalls(Play play) throws RpcException, CaseFailed {
        OrcaLoadReportRequest often =
                OrcaLoadReportRequest.newBuilder()
                        .setReportInterval(Duration.newBuilder().setNanos(100_000_000))
                        .build();
        try (ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call =
                        play.service().fullDuplexCall();
                Source<OrcaLoadReport> reports =
                        new OpenRcaServiceRpc.Client(play.channel(), Play.OPTIONS)
                                .streamCoreMetrics(often)) {
            told(call, report(0.8210, 0.5847, 0.30499), reports);
            told(call, report(0.29309, 0.2, 0.2039), reports);
            call.halfClose();
            Expect.end(call);
        }
    }

    private static TestOrcaReport report(double cpu, double memory, double other) {
        return TestOrcaReport.newBuilder()
                .setCpuUtilization(cpu)
                .setMemoryUtilization(memory)
                .putUtilization("util", other)
                .build();
    }

    /** Has the server report something, and waits until it does: the call's deadline is the end. */
    private static void told(
            ClientCall<StreamingOutputCallRequest, StreamingOutputCallResponse> call,
            TestOrcaReport told,
            Source<OrcaLoadReport> reports)
            throws RpcException, CaseFailed {
        call.send(
                StreamingOutputCallRequest.newBuilder()
                        .setOrcaOobReport(told)
                        .addResponseParameters(ResponseParameters.newBuilder().setSize(1))
                        .build());
        StreamCases.take(1, call);
        OrcaLoadReport expected = reported(told);
        while (!expected.equals(Expect.some("report", reports.next()))) {
            // An older one.
        }
    }
}
