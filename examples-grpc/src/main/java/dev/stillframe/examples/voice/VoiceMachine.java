package dev.stillframe.examples.voice;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.examples.voice.v1.Audio;
import dev.stillframe.examples.voice.v1.FromLine;
import dev.stillframe.examples.voice.v1.ToLine;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * One telephone call. It knows no clock: it asks for ticks.
 *
 * @param patience how long it waits
 * @param saved gets the call's end, exactly once; must not block
 */
record VoiceMachine(Patience patience, Consumer<Ended> saved)
        implements Machine<Conversation, FromLine, ToLine> {
    private static final int LEAST = 320;
    private static final int MOST = 640;
    private static final String PERSON = "operator";

    /** What a tick is for. */
    enum Timer {
        SILENCE,
        TRANSFER
    }

    /** How a call has ended, and all that was known of it. */
    record Ended(Conversation conversation, Status status) {}

    @Override
    public Conversation initial() {
        return Conversation.NONE;
    }

    @Override
    public List<Action<Conversation, ToLine>> on(Signal<FromLine> signal, Conversation call) {
        return switch (signal) {
            case Signal.Begin<FromLine> ignored -> List.of();
            case Signal.Headers<FromLine> ignored -> List.of();
            case Signal.Message<FromLine> message -> take(message.message(), call);
            case Signal.HalfClosed<FromLine> ignored -> over("hung up", call);
            case Signal.Tick<FromLine> tick -> tick((Timer) tick.tag(), call);
            case Signal.Cancelled<FromLine> cut ->
                    List.of(become(call.in(new Stage.Over("cut off: " + cut.status().code()))));
        };
    }

    /** However it ends, this is where the last context goes. */
    @Override
    public void ended(Outcome<Conversation> outcome) {
        saved.accept(new Ended(outcome.context(), outcome.status()));
    }

    private List<Action<Conversation, ToLine>> take(FromLine message, Conversation call) {
        if (call.stage() instanceof Stage.Ringing && !message.hasIncoming()) {
            return refuse("nobody calls");
        }
        return switch (message.getWhatCase()) {
            case INCOMING -> answer(message.getIncoming().getNumber(), call);
            case AUDIO -> hear(message.getAudio(), call);
            case KEY -> message.getKey().getDigit() == 0 ? transfer(call) : List.of();
            case PICKED_UP -> connect(call);
            case WHAT_NOT_SET -> refuse("a message says nothing");
        };
    }

    private List<Action<Conversation, ToLine>> answer(String number, Conversation call) {
        return call.stage() instanceof Stage.Ringing
                ? List.of(
                        become(call.from(number).in(new Stage.Talking())),
                        say("Hello."),
                        after(patience.silence(), Timer.SILENCE))
                : refuse("the call was answered");
    }

    /** Nothing but an echo; a real one would listen. */
    private List<Action<Conversation, ToLine>> hear(Audio frame, Conversation call) {
        int size = frame.getSamples().size();
        if (size < LEAST || size > MOST) {
            return refuse("a frame has 320 to 640 octets, not " + size);
        }
        Conversation heard = call.with(frame);
        return switch (call.stage()) {
            case Stage.Talking ignored -> listen(frame, heard);
            case Stage.Quiet ignored -> listen(frame, heard.in(new Stage.Talking()));
            case Stage.Transferring ignored -> List.of(become(heard));
            case Stage.Connected ignored -> List.of(become(heard));
            case Stage.Ringing ignored -> List.of();
            case Stage.Over ignored -> List.of();
        };
    }

    private List<Action<Conversation, ToLine>> listen(Audio frame, Conversation heard) {
        return List.of(
                become(heard),
                new Action.Send<>(ToLine.newBuilder().setAudio(frame).build()),
                after(patience.silence(), Timer.SILENCE));
    }

    private List<Action<Conversation, ToLine>> transfer(Conversation call) {
        return switch (call.stage()) {
            case Stage.Transferring ignored -> List.of();
            case Stage.Connected ignored -> List.of();
            default ->
                    List.of(
                            become(call.in(new Stage.Transferring(PERSON))),
                            new Action.Send<>(ToLine.newBuilder().setConnect(PERSON).build()),
                            after(Duration.ZERO, Timer.SILENCE),
                            after(patience.transfer(), Timer.TRANSFER));
        };
    }

    private List<Action<Conversation, ToLine>> connect(Conversation call) {
        return call.stage() instanceof Stage.Transferring transfer
                ? List.of(
                        become(call.in(new Stage.Connected(transfer.to()))),
                        after(Duration.ZERO, Timer.TRANSFER))
                : refuse("nobody was rung up");
    }

    private List<Action<Conversation, ToLine>> tick(Timer timer, Conversation call) {
        return switch (timer) {
            case SILENCE ->
                    call.stage() instanceof Stage.Quiet
                            ? over("silent", call)
                            : back(call.in(new Stage.Quiet()), "Are you there?");
            case TRANSFER -> back(call.in(new Stage.Talking()), "Nobody answers.");
        };
    }

    private List<Action<Conversation, ToLine>> back(Conversation call, String words) {
        return List.of(become(call), say(words), after(patience.silence(), Timer.SILENCE));
    }

    private static List<Action<Conversation, ToLine>> over(String why, Conversation call) {
        return List.of(become(call.in(new Stage.Over(why))), Action.Finish.ok());
    }

    private static List<Action<Conversation, ToLine>> refuse(String why) {
        return List.of(Action.Finish.with(Status.of(Code.INVALID_ARGUMENT, why)));
    }

    private static Action<Conversation, ToLine> become(Conversation call) {
        return new Action.Become<>(call);
    }

    private static Action<Conversation, ToLine> say(String words) {
        return new Action.Send<>(ToLine.newBuilder().setSay(words).build());
    }

    private static Action<Conversation, ToLine> after(Duration time, Timer timer) {
        return new Action.After<>(time, timer);
    }
}
