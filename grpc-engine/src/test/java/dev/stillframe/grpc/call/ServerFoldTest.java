package dev.stillframe.grpc.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.grpc.wire.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The machines of a server as one pure fold. */
class ServerFoldTest {
    private final List<Outcome<String>> outcomes = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    /**
     * Echoes by actions while the client goes on, then gives its story by its generator. The
     * context is the story: what it was told, in order.
     */
    private final class Story implements Machine<String, String, String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<dev.stillframe.api.grpc.machine.Action<String, String>> on(
                Signal<String> signal, String context) {
            return switch (signal) {
                case Signal.Begin<String> ignored -> become(context + "B");
                case Signal.Message<String> message -> {
                    if (message.message().equals("throw")) {
                        throw new IllegalStateException("as was to be expected");
                    }
                    yield List.of(
                            new dev.stillframe.api.grpc.machine.Action.Send<>(message.message()),
                            new dev.stillframe.api.grpc.machine.Action.Become<>(
                                    context + "(" + message.message() + ")"));
                }
                case Signal.HalfClosed<String> ignored -> become(context + "H");
                case Signal.Cancelled<String> cancelled ->
                        become(context + "C:" + cancelled.status().code());
                case Signal.Tick<String> tick -> become(context + "T" + tick.tag());
                case Signal.Headers<String> ignored -> List.of();
            };
        }

        private List<dev.stillframe.api.grpc.machine.Action<String, String>> become(String next) {
            return List.of(new dev.stillframe.api.grpc.machine.Action.Become<>(next));
        }

        @Override
        public Pull<String, String> generate(String context) {
            return context.endsWith("H")
                    ? new Pull.Emit<>(context, context + "!")
                    : context.endsWith("!") ? Pull.Done.of(context) : new Pull.Idle<>(context);
        }

        @Override
        public void ended(Outcome<String> outcome) {
            outcomes.add(outcome);
        }
    }

    private ServerFold fold(Kind kind) {
        Method<String, String> method = Method.of(kind, "t.T", "M", Texts.CODEC, Texts.CODEC);
        return new ServerFold(
                Services.builder().machine(method, Story::new).build(),
                ServiceOptions.DEFAULT.taking(1000),
                (failed, cause) -> failures.add(cause));
    }

    private static RequestHead head(String... fields) {
        FieldSection section =
                FieldSection.of("content-type", "application/grpc", "te", "trailers");
        for (int i = 0; i < fields.length; i += 2) {
            section = section.plus(fields[i], fields[i + 1]);
        }
        return RequestHead.of("POST", "http", "a", "/t.T/M", section);
    }

    /** A stream of a fold, as an HTTP/2 engine would run it: one line for what is sent. */
    private static final class Stream {
        private final ServerFold fold;
        private ServerCall context;
        private Octets content = Octets.EMPTY;
        private final List<String> others = new ArrayList<>();
        private final List<Object> alarms = new ArrayList<>();
        private boolean head;
        private boolean over;

        Stream(ServerFold fold) {
            this.fold = fold;
            context = fold.initial();
        }

        Stream take(dev.stillframe.api.handler.Signal signal) {
            ServerCall before = context;
            List<Action<ServerCall>> actions = fold.on(signal, before);
            actions.forEach(this::act);
            while (head && !over && pull()) {
                // as long as it emits
            }
            return this;
        }

        private void act(Action<ServerCall> action) {
            switch (action) {
                case Action.Become<ServerCall> become -> context = become.context();
                case Action.Respond<ServerCall> respond -> {
                    head = true;
                    others.add(respond.head().toString());
                }
                case Action.Send<ServerCall> send -> content = content.plus(send.octets());
                case Action.Trailers<ServerCall> trailers -> ended(trailers.fields().toString());
                case Action.Close<ServerCall> ignored -> ended("closed");
                case Action.Reset<ServerCall> reset -> ended(reset.code().toString());
                case Action.Alarm<ServerCall> alarm -> alarms.add(alarm.tag());
            }
        }

        private boolean pull() {
            dev.stillframe.api.handler.Pull<ServerCall> pull = fold.generate(context);
            context = pull.next();
            return switch (pull) {
                case dev.stillframe.api.handler.Pull.Emit<ServerCall> emit -> {
                    content = content.plus(emit.octets());
                    yield true;
                }
                case dev.stillframe.api.handler.Pull.Idle<ServerCall> ignored -> false;
                case dev.stillframe.api.handler.Pull.Done<ServerCall> done -> {
                    ended(done.trailers().toString());
                    yield false;
                }
                case dev.stillframe.api.handler.Pull.Reset<ServerCall> reset -> {
                    ended(reset.code().toString());
                    yield false;
                }
                case dev.stillframe.api.handler.Pull.Over<ServerCall> last -> {
                    ended(last.trailers().toString());
                    yield false;
                }
            };
        }

        private void ended(String how) {
            over = true;
            others.add(how);
        }

        /** All that was sent. */
        String sent() {
            return others + " " + content + " " + content.length();
        }
    }

    private static dev.stillframe.api.handler.Signal request(RequestHead head) {
        return new dev.stillframe.api.handler.Signal.Request(head);
    }

    private static dev.stillframe.api.handler.Signal data(Octets octets) {
        return new dev.stillframe.api.handler.Signal.Data(octets);
    }

    private static final dev.stillframe.api.handler.Signal END =
            new dev.stillframe.api.handler.Signal.End();

    private Stream run(Kind kind, Octets octets, List<Integer> cuts) {
        Stream stream = new Stream(fold(kind)).take(request(head("grpc-encoding", "gzip")));
        int from = 0;
        for (int cut : cuts) {
            if (cut > from) {
                stream.take(data(octets.slice(from, cut - from)));
                from = cut;
            }
        }
        stream.take(data(octets.from(from))).take(END);
        stream.fold.ended(new dev.stillframe.api.handler.Outcome.Ok<>(stream.context));
        return stream;
    }

    /** Good messages mostly; some that are not. */
    private static Octets requests(SplittableRandom random) {
        Octets all = Octets.EMPTY;
        for (int i = random.nextInt(4); i >= 0; i--) {
            Octets text = Octets.utf8("abcdefgh".repeat(20).substring(random.nextInt(160)));
            all =
                    switch (random.nextInt(24)) {
                        case 0 -> all.plus(Texts.frames("throw"));
                        case 1 -> all.plus(Texts.frames("undecodable"));
                        case 2 -> all.plus(Texts.frames("unencodable"));
                        case 3 -> all.plus(Texts.frame(random.nextInt(256), text));
                        case 4 -> all.plus(Texts.frame(0, Octets.wrap(new byte[1001])));
                        case 5 -> all.plus(text);
                        case 6, 7, 8 -> all.plus(Texts.frame(1, Compression.GZIP.compress(text)));
                        case 9 -> all.plus(Texts.frames(""));
                        default -> all.plus(Texts.frame(0, text));
                    };
        }
        return all.isEmpty() ? Texts.frames("x") : all;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("However the request is cut into frames, the same is sent, with the same outcome")
    void segmentation(Kind kind) {
        Set<String> statuses = new TreeSet<>();
        for (int seed = 0; seed < 1500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Octets octets = requests(random);
            String whole = run(kind, octets, List.of()).sent();
            Outcome<String> outcome = outcomes.removeFirst();
            statuses.add(outcome.status().code().name());
            for (int i = 0; i < 4; i++) {
                List<Integer> cuts =
                        random.ints(random.nextInt(1, octets.length() + 1), 1, octets.length() + 1)
                                .filter(cut -> cut < octets.length())
                                .sorted()
                                .boxed()
                                .toList();
                assertEquals(whole, run(kind, octets, cuts).sent(), "seed " + seed + " " + cuts);
                assertEquals(List.of(outcome), outcomes, "seed " + seed);
                outcomes.clear();
            }
        }
        assertTrue(
                statuses.containsAll(Set.of("INTERNAL", "RESOURCE_EXHAUSTED", "UNKNOWN")),
                statuses::toString);
        assertEquals(kind.serverStreams(), statuses.contains("OK"), statuses::toString);
    }

    @Test
    @DisplayName("An old context can be stepped again, and gives the same")
    void again() {
        ServerFold fold = fold(Kind.BIDIRECTIONAL);
        Stream stream = new Stream(fold).take(request(head()));
        Octets octets = Texts.frames("one", "two", "three");
        for (int at = 0; at < octets.length(); at++) {
            ServerCall before = stream.context;
            var signal = data(octets.slice(at, 1));
            List<Action<ServerCall>> first = fold.on(signal, before);
            stream.take(signal);
            assertEquals(first.size(), fold.on(signal, before).size());
            assertEquals(sends(first), sends(fold.on(signal, before)));
        }
    }

    private static List<Octets> sends(List<Action<ServerCall>> actions) {
        List<Octets> octets = new ArrayList<>();
        for (Action<ServerCall> action : actions) {
            if (action instanceof Action.Send<ServerCall> send) {
                octets.add(send.octets());
            }
        }
        return octets;
    }

    @Test
    @DisplayName("A deadline: told once, whatever comes after it")
    void deadline() {
        Stream stream =
                new Stream(fold(Kind.BIDIRECTIONAL))
                        .take(request(head("grpc-timeout", "1H")))
                        .take(data(Texts.frames("a")));
        Object tag = stream.alarms.getFirst();
        stream.take(new dev.stillframe.api.handler.Signal.Alarm(tag));
        assertEquals("CANCEL", stream.others.getLast());
        stream.take(data(Texts.frames("b"))).take(END);
        for (End end :
                List.of(
                        new End.Reset(ErrorCode.CANCEL, false, ""),
                        new End.Reset(ErrorCode.CANCEL, true, ""),
                        new End.Lost(ErrorCode.NO_ERROR, true, "gone"))) {
            outcomes.clear();
            stream.fold.ended(new dev.stillframe.api.handler.Outcome.Failed<>(end, stream.context));
            assertEquals(1, outcomes.size());
            assertEquals("B(a)C:DEADLINE_EXCEEDED", outcomes.getFirst().context());
            assertEquals(Code.DEADLINE_EXCEEDED, outcomes.getFirst().status().code());
        }
    }

    @Test
    @DisplayName("A call is complete only when its last words were sent")
    void complete() {
        Stream stream =
                new Stream(fold(Kind.CLIENT_STREAMING))
                        .take(request(head()))
                        .take(data(Texts.frames("a", "b")));
        assertTrue(stream.over, stream.sent());
        stream.fold.ended(failed(stream, new End.Reset(ErrorCode.NO_ERROR, false, "")));
        assertEquals("B(a)", outcomes.getLast().context());
        assertEquals(Code.UNKNOWN, outcomes.getLast().status().code());
        stream.fold.ended(failed(stream, new End.Reset(ErrorCode.INTERNAL_ERROR, false, "")));
        assertEquals("B(a)C:CANCELLED", outcomes.getLast().context());
        stream.fold.ended(failed(stream, new End.Lost(ErrorCode.NO_ERROR, true, "gone")));
        assertEquals("B(a)C:CANCELLED", outcomes.getLast().context());
        assertEquals(Code.CANCELLED, outcomes.getLast().status().code());
    }

    private static dev.stillframe.api.handler.Outcome<ServerCall> failed(Stream stream, End end) {
        return new dev.stillframe.api.handler.Outcome.Failed<>(end, stream.context);
    }

    @Test
    @DisplayName("What fails and was not meant is reported, once")
    void reported() {
        new Stream(fold(Kind.BIDIRECTIONAL))
                .take(request(head()))
                .take(data(Texts.frames("throw", "throw")));
        new Stream(fold(Kind.BIDIRECTIONAL))
                .take(request(head()))
                .take(data(Texts.frames("unencodable")));
        assertEquals(2, failures.size(), failures::toString);
    }

    @Test
    @DisplayName("A machine that cannot begin: UNKNOWN, and the client may stop")
    void noBeginning() {
        Method<String, String> method = Method.of(Kind.UNARY, "t.T", "M", Texts.CODEC, Texts.CODEC);
        ServerFold fold =
                new ServerFold(
                        Services.builder()
                                .machine(
                                        method,
                                        () -> {
                                            throw new IllegalStateException("no");
                                        })
                                .build(),
                        ServiceOptions.DEFAULT,
                        (failed, cause) -> failures.add(cause));
        Stream stream = new Stream(fold).take(request(head())).take(END);
        assertTrue(stream.sent().contains("grpc-status"), stream.sent());
        assertEquals(List.of("closed", "NO_ERROR"), stream.others.subList(1, 3));
        assertEquals(1, failures.size());
    }
}
