package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a call of any kind, in one of the styles. */
interface Caller {
    /**
     * What came of a call.
     *
     * @param status how it ended
     */
    record Heard(List<String> messages, Metadata headers, Status status, Metadata trailers) {}

    Heard call(
            Channel channel,
            Method<String, String> method,
            List<String> requests,
            CallOptions options);

    static Caller of(String style) {
        return style.equals("direct") ? Caller::direct : Caller::folded;
    }

    private static Heard direct(
            Channel channel,
            Method<String, String> method,
            List<String> requests,
            CallOptions options) {
        List<String> messages = new ArrayList<>();
        Metadata headers = Metadata.EMPTY;
        try (ClientCall<String, String> call = channel.open(method, options)) {
            if (requests.size() == 1) {
                call.send(requests.getFirst());
                call.halfClose();
            } else {
                // The other end need not read on before its answers are taken.
                Thread.ofVirtual().start(() -> send(call, requests));
            }
            headers = call.headers();
            for (String next = call.next(); next != null; next = call.next()) {
                messages.add(next);
            }
            return new Heard(messages, headers, Status.OK, call.trailers());
        } catch (RpcException e) {
            return new Heard(messages, headers, e.status(), e.trailers());
        }
    }

    private static void send(ClientCall<String, String> call, List<String> requests) {
        try {
            for (String request : requests) {
                call.send(request);
            }
            call.halfClose();
        } catch (RpcException e) {
            // Who takes the responses is told as well.
        }
    }

    private static Heard folded(
            Channel channel,
            Method<String, String> method,
            List<String> requests,
            CallOptions options) {
        Outcome<Asker.Far> outcome =
                channel.run(method, new Asker(requests), options).toCompletableFuture().join();
        return new Heard(
                outcome.context().messages,
                outcome.context().headers == null ? Metadata.EMPTY : outcome.context().headers,
                outcome.status(),
                outcome.trailers());
    }

    /** Sends all by its generator, and keeps what comes. */
    record Asker(List<String> requests) implements Machine<Asker.Far, String, String> {
        /** How many were sent, and what has come. */
        record Far(int sent, @Nullable Metadata headers, List<String> messages) {}

        @Override
        public Far initial() {
            return new Far(0, null, List.of());
        }

        @Override
        public List<Action<Far, String>> on(Signal<String> signal, Far far) {
            return switch (signal) {
                case Signal.Headers<String> headers ->
                        List.of(
                                new Action.Become<>(
                                        new Far(far.sent, headers.metadata(), far.messages)));
                case Signal.Message<String> message -> {
                    List<String> more = new ArrayList<>(far.messages);
                    more.add(message.message());
                    yield List.of(new Action.Become<>(new Far(far.sent, far.headers, more)));
                }
                default -> List.of();
            };
        }

        @Override
        public Pull<Far, String> generate(Far far) {
            return far.sent == requests.size()
                    ? Pull.Done.of(far)
                    : new Pull.Emit<>(
                            requests.get(far.sent),
                            new Far(far.sent + 1, far.headers, far.messages));
        }
    }
}
