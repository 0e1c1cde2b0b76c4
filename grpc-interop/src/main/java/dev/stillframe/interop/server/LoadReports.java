package dev.stillframe.interop.server;

import com.google.protobuf.Duration;
import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.interop.orca.OpenRcaServiceRpc;
import dev.stillframe.interop.orca.OrcaLoadReport;
import dev.stillframe.interop.orca.OrcaLoadReportRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The load report of now, given at once and then at the interval that was asked for. */
final class LoadReports implements OpenRcaServiceRpc.Service, OpenRcaServiceRpc.Machines {
    /** gRFC A51 lets a server say how often it reports at the most; this is for tests. */
    private static final java.time.Duration SHORTEST = java.time.Duration.ofMillis(100);

    private final AtomicReference<OrcaLoadReport> now =
            new AtomicReference<>(OrcaLoadReport.getDefaultInstance());

    /** What is reported from now on. */
    void set(OrcaLoadReport report) {
        now.set(report);
    }

    private static java.time.Duration interval(OrcaLoadReportRequest request) {
        Duration asked = request.getReportInterval();
        java.time.Duration interval =
                java.time.Duration.ofSeconds(asked.getSeconds(), asked.getNanos());
        return interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
    }

    @Override
    public void streamCoreMetrics(
            OrcaLoadReportRequest request, Sink<OrcaLoadReport> responses, Call call)
            throws RpcException, InterruptedException {
        while (!call.isCancelled()) {
            responses.send(now.get());
            Thread.sleep(interval(request)); // the end of the call interrupts it
        }
    }

    /** The context: how often; zero before the request. */
    @Override
    public Machine<?, OrcaLoadReportRequest, OrcaLoadReport> streamCoreMetrics() {
        return new Machine<java.time.Duration, OrcaLoadReportRequest, OrcaLoadReport>() {
            @Override
            public java.time.Duration initial() {
                return java.time.Duration.ZERO;
            }

            @Override
            public List<Action<java.time.Duration, OrcaLoadReport>> on(
                    Signal<OrcaLoadReportRequest> signal, java.time.Duration interval) {
                if (signal instanceof Signal.Message<OrcaLoadReportRequest> request) {
                    java.time.Duration asked = interval(request.message());
                    return List.of(
                            new Action.Become<>(asked),
                            new Action.Send<>(now.get()),
                            new Action.After<>(asked, "report"));
                }
                return signal instanceof Signal.Tick<OrcaLoadReportRequest>
                        ? List.of(
                                new Action.Send<>(now.get()),
                                new Action.After<>(interval, "report"))
                        : List.of();
            }
        };
    }
}
