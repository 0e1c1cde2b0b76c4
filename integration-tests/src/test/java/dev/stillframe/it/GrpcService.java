package dev.stillframe.it;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Sink;
import dev.stillframe.api.grpc.Source;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What other languages' clients call, in either style. Unary and Echo give back what comes, Join
 * all of it in one piece, Count as many messages of a size as its request says. Metadata that
 * begins with {@code x-} comes back in the head, and in the trailers with {@code t} in front.
 * Requests may be orders: {@code fail} with a code, {@code throw}, {@code wait} until the call is
 * cut. Who asks Ended with the last request of a call is told when it was cut.
 */
final class GrpcService {
    static final Method<Octets, Octets> UNARY = method(Kind.UNARY, "Unary");
    static final Method<Octets, Octets> JOIN = method(Kind.CLIENT_STREAMING, "Join");
    static final Method<Octets, Octets> COUNT = method(Kind.SERVER_STREAMING, "Count");
    static final Method<Octets, Octets> ECHO = method(Kind.BIDIRECTIONAL, "Echo");
    private static final Method<Octets, Octets> ENDED = method(Kind.UNARY, "Ended");
    private static final String MESSAGE = "100 % über 2 €, \uD83D\uDE00 %zz\n\ttwo lines";

    private final Map<String, CompletableFuture<Octets>> ends = new ConcurrentHashMap<>();

    private static Method<Octets, Octets> method(Kind kind, String name) {
        return Method.of(kind, "it.It", name, Codec.OCTETS, Codec.OCTETS);
    }

    /** In direct style. */
    static Services direct() {
        GrpcService service = new GrpcService();
        return Services.builder()
                .unary(UNARY, service::unary)
                .clientStreaming(JOIN, service::join)
                .serverStreaming(COUNT, service::count)
                .bidirectional(ECHO, service::echo)
                .unary(ENDED, service::ended)
                .build();
    }

    /** As machines. */
    static Services machines() {
        GrpcService service = new GrpcService();
        return Services.builder()
                .machine(UNARY, () -> new GrpcMachine(UNARY, service))
                .machine(JOIN, () -> new GrpcMachine(JOIN, service))
                .machine(COUNT, () -> new GrpcMachine(COUNT, service))
                .machine(ECHO, () -> new GrpcMachine(ECHO, service))
                .unary(ENDED, service::ended)
                .build();
    }

    // ---- what both styles use

    static Metadata back(Metadata metadata, String before) {
        List<Field> back = new ArrayList<>();
        for (Field field : metadata.fields()) {
            if (field.name().startsWith("x-")) {
                back.add(new Field(before + field.name(), field.value()));
            }
        }
        return new Metadata(FieldSection.of(back));
    }

    static RpcException failure(String order) {
        Code code = Code.of(Integer.parseInt(order.substring(5)));
        Status status = Status.of(code, MESSAGE).with(Octets.of(8, 5, 18, 2, 'n', 'o'));
        return new RpcException(status, Metadata.of("x-why", "so"));
    }

    void cut(String key) {
        ends.computeIfAbsent(key, ignored -> new CompletableFuture<>())
                .complete(Octets.utf8("cut"));
    }

    private Octets ended(Octets request, Call call) throws Exception {
        return ends.computeIfAbsent(request.utf8(), ignored -> new CompletableFuture<>()).get();
    }

    // ---- direct

    private void begin(Call call) throws Exception {
        Metadata metadata = call.head().metadata();
        if (!back(metadata, "").isEmpty()) {
            call.headers(back(metadata, ""));
            call.trailers(back(metadata, "t"));
        }
        call.compressing(metadata.value("x-gzip") != null);
    }

    private void order(Octets request) throws Exception {
        String order = request.length() > 50 ? "" : request.utf8();
        if (order.startsWith("fail ")) {
            throw failure(order);
        }
        if (order.startsWith("wait ")) {
            try {
                new CountDownLatch(1).await();
            } finally {
                cut(order);
            }
        }
        if (order.equals("throw")) {
            throw new IllegalStateException("as was to be expected");
        }
    }

    private Octets unary(Octets request, Call call) throws Exception {
        begin(call);
        order(request);
        return request;
    }

    private Octets join(Source<Octets> requests, Call call) throws Exception {
        begin(call);
        Octets all = Octets.EMPTY;
        for (Octets each = requests.next(); each != null; each = requests.next()) {
            order(each);
            all = all.plus(each);
        }
        return all;
    }

    private void count(Octets request, Sink<Octets> responses, Call call) throws Exception {
        begin(call);
        order(request);
        String[] words = request.utf8().split(" ");
        Octets message = Octets.utf8("x".repeat(Integer.parseInt(words[1])));
        call.onCancel(() -> cut(request.utf8()));
        for (int i = 0; i < Integer.parseInt(words[0]); i++) {
            responses.send(message);
        }
    }

    private void echo(Source<Octets> requests, Sink<Octets> responses, Call call) throws Exception {
        begin(call);
        AtomicReference<String> last = new AtomicReference<>("");
        call.onCancel(() -> cut(last.get()));
        for (Octets each = requests.next(); each != null; each = requests.next()) {
            last.set(each.length() > 50 ? "" : each.utf8());
            order(each);
            responses.send(each);
        }
    }
}
