package dev.stillframe.grpc.compat;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerStreamTracer;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What an application is told of a server's call, on the call's strand and in its context.
 *
 * @param <I> requests
 */
final class ServedListener<I> {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    private final ServedCall<I, ?> call;
    private final Context.CancellableContext context;
    private @Nullable Strand strand;
    private @Nullable Inbound inbound;

    // The strand's.
    private ServerCall.@Nullable Listener<I> told;

    ServedListener(ServedCall<I, ?> call, Context.CancellableContext context) {
        this.call = call;
        this.context = context;
    }

    /**
     * Before anything is told.
     *
     * @param executor null for a thread of the call's own
     */
    void on(@Nullable Executor executor) {
        Strand own = new Strand(executor, "stillframe-call");
        strand = own;
        inbound = new Inbound(own, this::message);
    }

    Inbound inbound() {
        Inbound is = inbound;
        if (is == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return is;
    }

    private Strand strand() {
        Strand is = strand;
        if (is == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return is;
    }

    /** The call begins. */
    <O> void begin(ServerCallHandler<I, O> handler, ServedCall<I, O> same, Metadata headers) {
        strand().add(
                        () ->
                                within(
                                        () -> {
                                            for (ServerStreamTracer each : same.tracing().all()) {
                                                each.serverCallStarted(new ServedInfo<>(same));
                                            }
                                            ServerCall.Listener<I> listener =
                                                    handler.startCall(same, headers);
                                            if (listener == null) {
                                                throw new NullPointerException(
                                                        "a handler has given no listener");
                                            }
                                            told = listener;
                                        }));
        ready();
    }

    private void message(byte[] octets) {
        tell(
                listener -> {
                    InputStream stream = Messages.stream(octets);
                    listener.onMessage(call.getMethodDescriptor().parseRequest(stream));
                });
    }

    void halfClosed() {
        tell(ServerCall.Listener::onHalfClose);
    }

    /** More may be sent. */
    void ready() {
        strand().tell(() -> tell(ServerCall.Listener::onReady));
    }

    /** It has ended early: once, and last. */
    void cancelled() {
        end(ServerCall.Listener::onCancel);
    }

    /** It has ended as the application has said: once, and last. */
    void completed() {
        end(ServerCall.Listener::onComplete);
    }

    private void end(Telling<I> last) {
        inbound().drop();
        strand().add(
                        () -> {
                            ServerCall.Listener<I> listener = told;
                            if (listener != null) {
                                within(() -> last.to(listener));
                            }
                            context.cancel(null);
                        });
        strand().end();
        strand().run();
    }

    private interface Telling<I> {
        void to(ServerCall.Listener<I> listener);
    }

    /** Nothing but the end is told once the call has ended early. */
    private void tell(Telling<I> what) {
        ServerCall.Listener<I> listener = told;
        if (listener != null && !call.isCancelled()) {
            within(() -> what.to(listener));
        }
    }

    private void within(Runnable task) {
        Context before = context.attach();
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "A service of grpc-java has failed; its call ends", e);
            call.failed(e);
        } finally {
            context.detach(before);
        }
    }
}
