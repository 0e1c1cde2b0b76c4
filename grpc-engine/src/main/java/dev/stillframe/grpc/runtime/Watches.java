package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.grpc.call.Asking;
import dev.stillframe.grpc.call.ClientFold;
import dev.stillframe.grpc.picking.BalancerEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Asks servers for their health (A17): a call of {@code grpc.health.v1.Health/Watch} to each. */
final class Watches {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");
    private static final int MOST = 4096;
    private static final int SERVING = 1;

    /** {@code HealthCheckRequest}: field 1 is the service's name. */
    private static final Codec<String> NAME =
            new Codec<>() {
                @Override
                public int size(String service) {
                    int length = service.getBytes(StandardCharsets.UTF_8).length;
                    return length == 0 ? 0 : 1 + varint(length) + length;
                }

                private int varint(int value) {
                    return value < 0x80 ? 1 : 1 + varint(value >>> 7);
                }

                @Override
                public void encode(String service, ByteBuffer to) {
                    byte[] octets = service.getBytes(StandardCharsets.UTF_8);
                    if (octets.length > 0) {
                        to.put((byte) 0x0A);
                        int left = octets.length;
                        for (; left >= 0x80; left >>>= 7) {
                            to.put((byte) (left | 0x80));
                        }
                        to.put((byte) left).put(octets);
                    }
                }

                @Override
                public String decode(ByteBuffer octets) {
                    return StandardCharsets.UTF_8.decode(octets).toString();
                }
            };

    /** {@code HealthCheckResponse}: field 1 is the status; others are not known. */
    private static final Codec<Integer> STATUS =
            new Codec<>() {
                @Override
                public int size(Integer status) {
                    return 2;
                }

                @Override
                public void encode(Integer status, ByteBuffer to) {
                    to.put((byte) 0x08).put(status.byteValue());
                }

                @Override
                public Integer decode(ByteBuffer octets) {
                    int status = 0;
                    while (octets.hasRemaining() && octets.get() == 0x08) {
                        status = 0;
                        for (int shift = 0, next = 0x80; next >= 0x80; shift += 7) {
                            next = octets.get() & 0xFF;
                            status |= shift < 32 ? (next & 0x7F) << shift : 0;
                        }
                    }
                    return status;
                }
            };

    private static final Method<String, Integer> WATCH =
            Method.of(Method.Kind.SERVER_STREAMING, "grpc.health.v1.Health", "Watch", NAME, STATUS);

    private final Client client;
    private final String userAgent;
    private final Map<Integer, Watch> all = new ConcurrentHashMap<>();

    Watches(Client client, String userAgent) {
        this.client = client;
        this.userAgent = userAgent;
    }

    /** Begins to ask; what is heard is told until {@link #end}. */
    void begin(Backend backend, String service, Consumer<BalancerEvent<Place>> told) {
        Asking<String, Integer> asking =
                new Asking<>(WATCH, null, List.of(), MOST, userAgent, Metadata.EMPTY);
        Watch watch = new Watch(backend.number(), told);
        Watch before = all.put(backend.number(), watch);
        if (before != null) {
            before.cancel();
        }
        Request request =
                new Request(
                        backend.endpoint(),
                        asking.head(backend.endpoint().scheme(), backend.authority(), null),
                        asking.frame(service),
                        FieldSection.EMPTY,
                        Duration.ZERO,
                        false,
                        null,
                        null);
        CallHead head =
                new CallHead(
                        WATCH.service(),
                        WATCH.name(),
                        backend.authority(),
                        Duration.ZERO,
                        Metadata.EMPTY);
        CompletableFuture<?> stream =
                client.fold(request, new ClientFold<>(asking, head, watch, 0, true))
                        .toCompletableFuture();
        watch.stream(stream);
        stream.whenComplete(
                (ignored, failure) -> {
                    if (failure != null) {
                        watch.over(Ended.by(failure));
                    }
                });
    }

    /** Nothing more is told. */
    void end(int number) {
        Watch watch = all.remove(number);
        if (watch != null) {
            watch.cancel();
        }
    }

    /** One call. */
    private final class Watch implements Machine<Integer, Integer, String> {
        private final int number;
        private final Consumer<BalancerEvent<Place>> told;
        private volatile boolean cancelled;
        private volatile CompletableFuture<?> stream = new CompletableFuture<>();

        Watch(int number, Consumer<BalancerEvent<Place>> told) {
            this.number = number;
            this.told = told;
        }

        void stream(CompletableFuture<?> begun) {
            stream = begun;
            if (cancelled) {
                begun.cancel(false);
            }
        }

        void cancel() {
            cancelled = true;
            stream.cancel(false);
        }

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer, String>> on(Signal<Integer> signal, Integer last) {
            if (signal instanceof Signal.Message<Integer> message && !cancelled) {
                told.accept(new BalancerEvent.Health<>(number, message.message() == SERVING));
            }
            return List.of();
        }

        @Override
        public void ended(Outcome<Integer> outcome) {
            over(outcome.status());
        }

        void over(Status status) {
            if (all.remove(number, this) && !cancelled) {
                if (status.code() == Code.UNIMPLEMENTED) {
                    LOG.log(Level.WARNING, "A server has no health service; it is taken for good");
                }
                told.accept(new BalancerEvent.WatchEnded<>(number, status));
            }
        }
    }
}
