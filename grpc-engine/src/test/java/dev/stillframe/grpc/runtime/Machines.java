package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods of {@link Style} as machines. The context is what has happened, and what is asked.
 */
final class Machines {
    private Machines() {}

    /**
     * What has happened to a call.
     *
     * @param story one letter for each signal
     * @param requests those that came
     * @param left to be generated: from, and to; none where they are equal
     * @param trailers what the client gets back at the end
     */
    record Context(String story, List<String> requests, int from, int to, Metadata trailers) {
        Context and(String letter) {
            return new Context(story + letter, requests, from, to, trailers);
        }

        Context and(String letter, String request) {
            List<String> more = new ArrayList<>(requests);
            more.add(request);
            return new Context(story + letter, List.copyOf(more), from, to, trailers);
        }
    }

    /** What all of them have in common. */
    abstract static class Common implements Machine<Context, String, String> {
        private final Book book;

        Common(Book book) {
            this.book = book;
            book.begun();
        }

        @Override
        public Context initial() {
            return new Context("", List.of(), 0, 0, Metadata.EMPTY);
        }

        @Override
        public List<Action<Context, String>> on(Signal<String> signal, Context context) {
            return switch (signal) {
                case Signal.Begin<String> begin -> begun(begin.head().metadata(), context);
                case Signal.Message<String> message -> {
                    Context next = context.and("M", message.message());
                    List<Action<Context, String>> actions = new ArrayList<>();
                    actions.add(new Action.Become<>(next));
                    actions.addAll(order(message.message(), next));
                    yield actions;
                }
                case Signal.HalfClosed<String> ignored -> {
                    Context next = context.and("H");
                    List<Action<Context, String>> actions = new ArrayList<>();
                    actions.add(new Action.Become<>(next));
                    if (!next.requests().contains("wait")) {
                        actions.addAll(halfClosed(next));
                    }
                    yield actions;
                }
                case Signal.Cancelled<String> cancelled ->
                        List.of(new Action.Become<>(context.and("C")));
                case Signal.Tick<String> ignored -> List.of();
                case Signal.Headers<String> ignored ->
                        throw new IllegalStateException("a client's");
            };
        }

        private static List<Action<Context, String>> begun(Metadata metadata, Context context) {
            Context next = new Context("B", context.requests(), 0, 0, Style.back(metadata, "t"));
            return Style.back(metadata, "").isEmpty()
                    ? List.of(new Action.Become<>(next))
                    : List.of(
                            new Action.Become<>(next),
                            new Action.Headers<>(Style.back(metadata, "")));
        }

        private List<Action<Context, String>> order(String request, Context context) {
            return switch (request) {
                case "wait" -> List.of();
                case "throw" -> throw new IllegalStateException("a secret");
                case "error" -> throw new AssertionError("a secret");
                case "fail" ->
                        List.of(new Action.Finish<>(Style.FAILURE, Metadata.of("x-why", "so")));
                default -> message(request, context);
            };
        }

        abstract List<Action<Context, String>> message(String request, Context context);

        abstract List<Action<Context, String>> halfClosed(Context context);

        static Action<Context, String> ok(Context context) {
            return new Action.Finish<>(Status.OK, context.trailers());
        }

        @Override
        public void ended(Outcome<Context> outcome) {
            book.write(outcome.status().code() + " " + outcome.context().story());
        }
    }

    /** Gives back its request. */
    static final class Unary extends Common {
        Unary(Book book) {
            super(book);
        }

        @Override
        List<Action<Context, String>> message(String request, Context context) {
            return List.of();
        }

        @Override
        List<Action<Context, String>> halfClosed(Context context) {
            return List.of(new Action.Send<>(context.requests().getFirst()), ok(context));
        }
    }

    /** Joins all requests. */
    static final class Join extends Common {
        Join(Book book) {
            super(book);
        }

        @Override
        List<Action<Context, String>> message(String request, Context context) {
            return request.equals("end") ? joined(context) : List.of();
        }

        @Override
        List<Action<Context, String>> halfClosed(Context context) {
            return joined(context);
        }

        private static List<Action<Context, String>> joined(Context context) {
            List<String> all = new ArrayList<>(context.requests());
            all.remove("end");
            return List.of(new Action.Send<>(String.join("+", all)), ok(context));
        }
    }

    /** Gives back each request. */
    static final class Echo extends Common {
        Echo(Book book) {
            super(book);
        }

        @Override
        List<Action<Context, String>> message(String request, Context context) {
            return List.of(request.equals("end") ? ok(context) : new Action.Send<>(request));
        }

        @Override
        List<Action<Context, String>> halfClosed(Context context) {
            return List.of(ok(context));
        }
    }

    /** Counts, by its generator, as soon as it knows how far. */
    static final class Count extends Common {
        Count(Book book) {
            super(book);
        }

        @Override
        List<Action<Context, String>> message(String request, Context context) {
            int to = Integer.parseInt(request);
            return List.of(
                    new Action.Become<>(
                            new Context(
                                    context.story(),
                                    context.requests(),
                                    0,
                                    to,
                                    context.trailers())));
        }

        @Override
        List<Action<Context, String>> halfClosed(Context context) {
            return List.of();
        }

        @Override
        public Pull<Context, String> generate(Context context) {
            if (context.requests().isEmpty() || context.requests().contains("wait")) {
                return new Pull.Idle<>(context);
            }
            if (context.from() == context.to()) {
                return new Pull.Done<>(context.and("D"), context.trailers());
            }
            return new Pull.Emit<>(
                    Integer.toString(context.from()),
                    new Context(
                            context.story(),
                            context.requests(),
                            context.from() + 1,
                            context.to(),
                            context.trailers()));
        }
    }
}
