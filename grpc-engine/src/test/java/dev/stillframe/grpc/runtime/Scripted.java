package dev.stillframe.grpc.runtime;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.wire.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that answers each request as its script says; the last line is for all that follow. */
final class Scripted implements AutoCloseable {
    private static final ResponseHead HEAD =
            ResponseHead.of(200, "content-type", "application/grpc");
    private static final FieldSection OK = FieldSection.of("grpc-status", "0");

    final Server server;
    final List<RequestHead> requests = new CopyOnWriteArrayList<>();

    /** Of requests that wait: one for each that was given up. */
    final BlockingQueue<Boolean> givenUp = new LinkedBlockingQueue<>();

    private final List<DirectHandler> script;

    Scripted(DirectHandler... script) throws IOException {
        this.script = List.of(script);
        this.server = Pair.serve(new Handler.Direct(this::handle), 0);
    }

    private void handle(ServerExchange exchange) throws Exception {
        int number;
        synchronized (requests) {
            number = requests.size();
            requests.add(exchange.request());
        }
        DirectHandler line = script.get(Math.min(number, script.size() - 1));
        if (line == WAITS) {
            CountDownLatch over = new CountDownLatch(1);
            exchange.onFailure(ignored -> over.countDown());
            over.await();
            givenUp.add(true);
        } else {
            line.handle(exchange);
        }
    }

    String target() {
        return "127.0.0.1:" + Pair.port(server);
    }

    /** What each request has said of those before it; "-" for nothing. */
    List<String> previous() {
        return requests.stream()
                .map(head -> head.fields().value("grpc-previous-rpc-attempts"))
                .map(value -> Objects.requireNonNullElse(value, "-"))
                .toList();
    }

    // ---- lines of a script

    /** Does not answer; writes down when it is given up. */
    static final DirectHandler WAITS = exchange -> {};

    /** Says all that was asked again, joined. */
    static final DirectHandler ECHOES =
            exchange -> {
                Octets all = Octets.EMPTY;
                for (Octets next = exchange.read(); next != null; next = exchange.read()) {
                    all = all.plus(Octets.wrap(next.toArray()));
                }
                String joined = String.join(",", Texts.texts(all));
                exchange.respond(HEAD, Texts.frames(joined), OK);
            };

    /** Refuses the stream. */
    static final DirectHandler REFUSES = exchange -> exchange.reset(ErrorCode.REFUSED_STREAM);

    /** Ends at once with this status, and these fields. */
    static DirectHandler fails(int status, String... more) {
        List<Field> fields = new ArrayList<>(HEAD.fields().asList());
        fields.add(new Field("grpc-status", String.valueOf(status)));
        fields.addAll(FieldSection.of(more).asList());
        ResponseHead alone = new ResponseHead(200, FieldSection.of(fields));
        return exchange -> exchange.respond(alone, Octets.EMPTY);
    }

    /** Says this and then fails. */
    static DirectHandler saysAndFails(String message, int status) {
        return exchange ->
                exchange.respond(
                        HEAD,
                        Texts.frames(message),
                        FieldSection.of("grpc-status", String.valueOf(status)));
    }

    /** Reads so many octets, and fails then. */
    static DirectHandler readsAndFails(int octets, int status) {
        return exchange -> {
            int read = 0;
            while (read < octets) {
                Octets next = exchange.read();
                if (next == null) {
                    break;
                }
                read += next.length();
            }
            fails(status).handle(exchange);
        };
    }

    @Override
    public void close() {
        server.close();
    }
}
