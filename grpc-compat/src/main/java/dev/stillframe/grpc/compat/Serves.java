package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerStreamTracer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A method of grpc-java's, as handlers of ours call it. */
record Serves<I, O>(
        MethodDescriptor<I, O> method,
        ServerCallHandler<I, O> handler,
        BridgedServices.Serving serving) {
    private static final Metadata.Key<String> TIMEOUT = Fields.text("grpc-timeout");

    /** Seconds; what is longer cannot be counted in nanoseconds. */
    private static final long LONG = TimeUnit.DAYS.toSeconds(365);

    byte @Nullable [] unary(byte[] request, Call call) throws RpcException {
        ServedCall<I, O> served = begin(call);
        whole(request, served);
        return served.answer();
    }

    void stream(Source<byte[]> requests, Sink<byte[]> responses, Call call) throws RpcException {
        if (method.getType().clientSendsOneMessage()) {
            byte[] request = requests.next();
            if (request == null) {
                throw new RpcException(Code.UNIMPLEMENTED, "no request has come");
            }
            requests.next(); // the end, or it throws: there is one request
            ServedCall<I, O> served = begin(call);
            whole(request, served);
            served.write(responses);
        } else {
            ServedCall<I, O> served = begin(call);
            // It ends with the stream, at the latest when the handler has returned.
            Thread.ofVirtual().name("stillframe-reading").start(() -> served.read(requests));
            served.write(responses);
        }
    }

    private static void whole(byte[] request, ServedCall<?, ?> served) {
        served.arrived(request);
        served.listener().inbound().end(served.listener()::halfClosed);
    }

    private ServedCall<I, O> begin(Call call) {
        Metadata headers = Fields.of(call.head().metadata());
        Duration timeout = call.head().timeout();
        if (timeout.isPositive()) {
            headers.put(TIMEOUT, text(timeout));
        }
        Tracing<ServerStreamTracer> tracing = serving.traced(method.getFullMethodName(), headers);
        Context.CancellableContext context = context(call, tracing);
        ServedCall<I, O> served =
                new ServedCall<>(method, call, serving.compressors(), tracing, context);
        served.listener().on(serving.executor(served, headers));
        served.listener().begin(handler, served, headers);
        return served;
    }

    private static Context.CancellableContext context(
            Call call, Tracing<ServerStreamTracer> tracing) {
        Context context = Context.ROOT;
        for (ServerStreamTracer each : tracing.all()) {
            context = each.filterContext(context);
        }
        Duration left = call.remaining();
        return left == null
                ? context.withCancellation()
                : context.withDeadline(
                        Deadline.after(
                                Math.min(left.toSeconds(), LONG) * 1_000_000_000L
                                        + left.toNanosPart(),
                                TimeUnit.NANOSECONDS),
                        Clock.TIMER);
    }

    /** As PROTOCOL-HTTP2 has it: at most eight digits. */
    private static String text(Duration timeout) {
        if (timeout.toSeconds() < 100) {
            return TimeUnit.NANOSECONDS.toMicros(timeout.toNanos()) + "u";
        }
        return timeout.toSeconds() < 100_000
                ? timeout.toMillis() + "m"
                : Math.min(timeout.toSeconds(), 99_999_999) + "S";
    }
}
