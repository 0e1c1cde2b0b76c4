package dev.stillframe.workbench.standalone;

import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.workbench.front.Reference;
import dev.stillframe.workbench.front.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The reference as a fold: on the loop, no thread waiting. */
final class ReferenceFold implements Fold<ReferenceFold.Stage> {
    private static final List<Action<Stage>> HELLO =
            List.of(
                    new Action.Respond<>(Answers.HELLO_HEAD),
                    new Action.Send<>(Answers.HELLO),
                    new Action.Close<>());

    /** How far a request is. */
    sealed interface Stage {
        /** Before the request. */
        record Fresh() implements Stage {}

        /** The body is dropped before this is answered. */
        record Dropping(RequestHead head) implements Stage {}

        /** What comes goes back. */
        record Echoing(FieldSection trailers) implements Stage {}

        /** Octets of the pattern are to be sent. */
        record Sending(long position, long left) implements Stage {}

        /** An alarm was set. */
        record Sleeping(long milliseconds) implements Stage {}

        /** All is said. */
        record Over() implements Stage {}
    }

    @Override
    public Stage initial() {
        return new Stage.Fresh();
    }

    @Override
    public List<Action<Stage>> on(Signal signal, Stage stage) {
        return switch (signal) {
            case Signal.Request request -> begin(request.head());
            case Signal.Data data ->
                    stage instanceof Stage.Echoing
                            ? List.of(new Action.Send<>(data.octets().copy()))
                            : List.of();
            case Signal.Trailers trailers ->
                    stage instanceof Stage.Echoing
                            ? List.of(new Action.Become<>(new Stage.Echoing(trailers.fields())))
                            : List.of();
            case Signal.End ignored -> ended(stage);
            case Signal.Alarm ignored ->
                    stage instanceof Stage.Sleeping sleeping
                            ? whole(Answers.TEXT, Answers.slept(sleeping.milliseconds()))
                            : List.of();
            case Signal.Response ignored -> List.of();
        };
    }

    private static List<Action<Stage>> begin(RequestHead head) {
        List<Action<Stage>> actions = new ArrayList<>(3);
        if (Answers.waits(head)) {
            actions.add(new Action.Respond<>(Answers.CONTINUE));
        }
        if (Answers.target(head).path().equals("/echo")) {
            actions.add(new Action.Become<>(new Stage.Echoing(FieldSection.EMPTY)));
            actions.add(new Action.Respond<>(Answers.content(head)));
        } else {
            actions.add(new Action.Become<>(new Stage.Dropping(head)));
        }
        return actions;
    }

    private static List<Action<Stage>> ended(Stage stage) {
        return switch (stage) {
            case Stage.Dropping dropping -> answer(dropping.head());
            case Stage.Echoing echoing -> List.of(end(echoing.trailers()));
            case Stage.Fresh ignored -> List.of();
            case Stage.Sending ignored -> List.of();
            case Stage.Sleeping ignored -> List.of();
            case Stage.Over ignored -> List.of();
        };
    }

    private static Action<Stage> end(FieldSection trailers) {
        return trailers.isEmpty() ? new Action.Close<>() : new Action.Trailers<>(trailers);
    }

    private static List<Action<Stage>> answer(RequestHead head) {
        return head.method().equals("HEAD")
                ? List.of(new Action.Respond<>(Answers.toHead(head)), new Action.Close<>())
                : toOthers(head);
    }

    private static List<Action<Stage>> toOthers(RequestHead head) {
        Target target = Answers.target(head);
        return switch (target.path()) {
            case "/" -> HELLO;
            case "/bytes" -> bytes(target.number("n"));
            case "/headers" -> whole(Answers.TEXT, Answers.headers(head));
            case "/sleep" -> sleep(target.number("ms"));
            case "/early" ->
                    List.of(
                            new Action.Respond<>(Answers.EARLY),
                            new Action.Respond<>(Answers.TEXT),
                            new Action.Send<>(Answers.EARLY_TEXT),
                            new Action.Close<>());
            case "/trailers" ->
                    List.of(
                            new Action.Respond<>(Answers.TEXT),
                            new Action.Send<>(Answers.TRAILERS_BODY),
                            new Action.Trailers<>(Answers.TRAILERS));
            case "/push" -> whole(Answers.TEXT, Octets.utf8(Reference.WITHOUT_PUSH));
            default -> whole(ResponseHead.of(404), Octets.EMPTY);
        };
    }

    private static List<Action<Stage>> bytes(OptionalLong octets) {
        if (octets.isEmpty()) {
            return refuse("n must be a number of octets");
        }
        long all = octets.getAsLong();
        return List.of(
                new Action.Become<>(new Stage.Sending(0, all)),
                new Action.Respond<>(Answers.bytes(all)));
    }

    private static List<Action<Stage>> sleep(OptionalLong milliseconds) {
        if (milliseconds.isEmpty()) {
            return refuse("ms must be a number of milliseconds");
        }
        long pause = milliseconds.getAsLong();
        return pause == 0
                ? whole(Answers.TEXT, Answers.slept(0))
                : List.of(
                        new Action.Become<>(new Stage.Sleeping(pause)),
                        new Action.Alarm<>(Duration.ofMillis(pause)));
    }

    private static List<Action<Stage>> refuse(String reason) {
        return whole(ResponseHead.of(400, "content-type", "text/plain"), Octets.utf8(reason));
    }

    private static List<Action<Stage>> whole(ResponseHead head, Octets content) {
        return List.of(
                new Action.Become<>(new Stage.Over()),
                new Action.Respond<>(head),
                new Action.Send<>(content),
                new Action.Close<>());
    }

    @Override
    public Pull<Stage> generate(Stage stage) {
        if (!(stage instanceof Stage.Sending sending)) {
            return new Pull.Idle<>(stage);
        }
        if (sending.left() == 0) {
            return new Pull.Done<>(new Stage.Over(), FieldSection.EMPTY);
        }
        Octets part = Answers.pattern(sending.position(), sending.left());
        long octets = part.length();
        return new Pull.Emit<>(
                part, new Stage.Sending(sending.position() + octets, sending.left() - octets));
    }
}
