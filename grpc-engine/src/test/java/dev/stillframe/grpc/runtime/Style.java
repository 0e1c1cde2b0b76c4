package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
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
import dev.stillframe.grpc.wire.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The same four methods in either style.
 *
 * <p>Unary gives back its request; Join gives all requests joined with {@code +}; Count gives the
 * numbers below its request; Echo gives back each request. What a client sends in fields that begin
 * with {@code x-} comes back in the head, and in the trailers with {@code t} in front. A request
 * may be an order: {@code wait} for ever, {@code throw}, {@code fail} with a status, or {@code end}
 * at once.
 */
enum Style {
    DIRECT {
        @Override
        Services services(Book book) {
            return Services.builder()
                    .unary(UNARY, (request, call) -> told(book, call, () -> unary(request, call)))
                    .clientStreaming(
                            JOIN, (requests, call) -> told(book, call, () -> join(requests, call)))
                    .serverStreaming(
                            COUNT,
                            (request, responses, call) ->
                                    told(book, call, () -> count(request, responses, call)))
                    .bidirectional(
                            ECHO,
                            (requests, responses, call) ->
                                    told(book, call, () -> echo(requests, responses, call)))
                    .build();
        }
    },
    MACHINE {
        @Override
        Services services(Book book) {
            return Services.builder()
                    .machine(UNARY, () -> new Machines.Unary(book))
                    .machine(JOIN, () -> new Machines.Join(book))
                    .machine(COUNT, () -> new Machines.Count(book))
                    .machine(ECHO, () -> new Machines.Echo(book))
                    .build();
        }
    };

    static final Method<String, String> UNARY = method(Kind.UNARY, "Unary");
    static final Method<String, String> JOIN = method(Kind.CLIENT_STREAMING, "Join");
    static final Method<String, String> COUNT = method(Kind.SERVER_STREAMING, "Count");
    static final Method<String, String> ECHO = method(Kind.BIDIRECTIONAL, "Echo");

    /** What {@code fail} ends with. */
    static final Status FAILURE =
            Status.of(Code.ABORTED, "100 % für 2 €\n").with(Octets.of(8, 10, 255));

    private static Method<String, String> method(Kind kind, String name) {
        return Method.of(kind, "t.T", name, Texts.CODEC, Texts.CODEC);
    }

    abstract Services services(Book book);

    static Metadata back(Metadata metadata, String before) {
        List<Field> back = new ArrayList<>();
        for (Field field : metadata.fields()) {
            if (field.name().startsWith("x-")) {
                back.add(new Field(before + field.name(), field.value()));
            }
        }
        return new Metadata(FieldSection.of(back));
    }

    // ---- direct

    private interface Body<T> {
        T run() throws Exception;
    }

    /** Sends the metadata back, and writes down how the handler's part has ended. */
    private static <T> T told(Book book, Call call, Body<T> body) throws Exception {
        book.begun();
        try {
            Metadata metadata = call.head().metadata();
            if (!back(metadata, "").isEmpty()) {
                call.headers(back(metadata, ""));
                call.trailers(back(metadata, "t"));
            }
            T result = body.run();
            book.write("OK");
            return result;
        } catch (RpcException e) {
            book.write(e.status().code().name());
            throw e;
        } catch (InterruptedException e) {
            book.write("interrupted, cancelled: " + call.isCancelled());
            throw e;
        } catch (Throwable e) {
            book.write(e.getMessage());
            throw e;
        }
    }

    private static void told(Book book, Call call, Procedure body) throws Exception {
        told(
                book,
                call,
                () -> {
                    body.run();
                    return "";
                });
    }

    private interface Procedure {
        void run() throws Exception;
    }

    private static void order(String request) throws Exception {
        switch (request) {
            case "wait" -> new CountDownLatch(1).await();
            case "throw" -> throw new IllegalStateException("a secret");
            case "error" -> throw new AssertionError("a secret");
            case "fail" -> throw new RpcException(FAILURE, Metadata.of("x-why", "so"));
            default -> {}
        }
    }

    private static String unary(String request, Call call) throws Exception {
        order(request);
        return request;
    }

    private static String join(Source<String> requests, Call call) throws Exception {
        List<String> all = new ArrayList<>();
        for (String each = requests.next(); each != null; each = requests.next()) {
            order(each);
            if (each.equals("end")) {
                break;
            }
            all.add(each);
        }
        return String.join("+", all);
    }

    private static void count(String request, Sink<String> responses, Call call) throws Exception {
        order(request);
        for (int i = 0; i < Integer.parseInt(request); i++) {
            responses.send(Integer.toString(i));
        }
    }

    private static void echo(Source<String> requests, Sink<String> responses, Call call)
            throws Exception {
        for (String each = requests.next(); each != null; each = requests.next()) {
            order(each);
            if (each.equals("end")) {
                return;
            }
            responses.send(each);
        }
    }
}
