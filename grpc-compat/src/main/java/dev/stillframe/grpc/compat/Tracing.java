package dev.stillframe.grpc.compat;

import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StreamTracer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The tracers of a call. What a message has on the wire is known where it is not compressed: its
 * prefix, and itself.
 *
 * @param <T> those of a client or of a server
 */
final class Tracing<T extends StreamTracer> {
    private static final int PREFIX = 5;

    private final List<T> tracers;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    Tracing(List<T> tracers) {
        this.tracers = List.copyOf(tracers);
    }

    /** Of a stub's call; they may add to its headers. */
    static Tracing<ClientStreamTracer> of(CallOptions options, Metadata headers) {
        if (options.getStreamTracerFactories().isEmpty()) {
            return new Tracing<>(List.of());
        }
        ClientStreamTracer.StreamInfo info =
                ClientStreamTracer.StreamInfo.newBuilder().setCallOptions(options).build();
        List<ClientStreamTracer> all = new ArrayList<>();
        for (ClientStreamTracer.Factory each : options.getStreamTracerFactories()) {
            all.add(each.newClientStreamTracer(info, headers));
        }
        return new Tracing<>(all);
    }

    List<T> all() {
        return tracers;
    }

    boolean isClosed() {
        return closed.get();
    }

    /** A message goes. */
    void sent(byte[] message, boolean plain) {
        if (tracers.isEmpty()) {
            return;
        }
        int number = sent.getAndIncrement();
        for (T tracer : tracers) {
            tracer.outboundMessage(number);
            tracer.outboundUncompressedSize(message.length);
            if (plain) {
                tracer.outboundWireSize(message.length + PREFIX);
            }
            tracer.outboundMessageSent(
                    number, plain ? message.length + PREFIX : -1, message.length);
        }
    }

    /** A message was taken. Whether it was compressed is not told. */
    void received(byte[] message) {
        if (tracers.isEmpty()) {
            return;
        }
        int number = received.getAndIncrement();
        for (T tracer : tracers) {
            tracer.inboundMessage(number);
            tracer.inboundUncompressedSize(message.length);
            tracer.inboundMessageRead(number, -1, message.length);
        }
    }

    /** The call is over; the first who says so counts. */
    void closed(Status status) {
        if (closed.compareAndSet(false, true)) {
            for (T tracer : tracers) {
                tracer.streamClosed(status);
            }
        }
    }
}
