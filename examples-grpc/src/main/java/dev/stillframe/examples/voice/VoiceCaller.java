package dev.stillframe.examples.voice;

import com.google.protobuf.ByteString;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.examples.voice.v1.Audio;
import dev.stillframe.examples.voice.v1.FromLine;
import dev.stillframe.examples.voice.v1.Incoming;
import dev.stillframe.examples.voice.v1.ToLine;
import dev.stillframe.examples.voice.v1.VoiceRpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A caller who speaks for a while and hangs up: a frame of audio every 20 ms.
 *
 * @param number who calls
 * @param frames how many frames there are to say
 * @param told hears what comes back, as it comes; must not block
 */
public record VoiceCaller(String number, int frames, Consumer<ToLine> told)
        implements Machine<VoiceCaller.Heard, ToLine, FromLine> {
    static final Duration FRAME = Duration.ofMillis(20);

    private static final int FRAMES_A_SECOND = 50;
    private static final int LEAST = 320;

    /** That it is time for the next frame. */
    private record Next() {}

    /** How many frames were said, how many came back, and what else was heard. */
    public record Heard(int said, int echoed, List<String> words) {}

    /** {@code VoiceCaller HOST:PORT NUMBER FRAMES}. */
    public static void main(String[] args) {
        try (Channel channel = ChannelOptions.builder(args[0]).open()) {
            VoiceCaller caller =
                    new VoiceCaller(args[1], Integer.parseInt(args[2]), VoiceCaller::print);
            Outcome<Heard> outcome =
                    new VoiceRpc.Client(channel).talk(caller).toCompletableFuture().join();
            System.out.println(outcome.status() + " " + outcome.context());
        }
    }

    /** What is said, and one line for each second of audio. */
    private static void print(ToLine message) {
        int sequence = message.getAudio().getSequence();
        if (!message.hasAudio()) {
            System.out.println(message.hasSay() ? message.getSay() : "-> " + message.getConnect());
        } else if (sequence % FRAMES_A_SECOND == 0) {
            System.out.println("audio: " + sequence + " frames have come back");
        }
    }

    @Override
    public Heard initial() {
        return new Heard(0, 0, List.of());
    }

    @Override
    public List<Action<Heard, FromLine>> on(Signal<ToLine> signal, Heard heard) {
        return switch (signal) {
            case Signal.Begin<ToLine> ignored -> List.of(new Action.Send<>(incoming()), next());
            case Signal.Message<ToLine> message -> hear(message.message(), heard);
            case Signal.Tick<ToLine> ignored -> speak(heard);
            case Signal.Headers<ToLine> ignored -> List.of();
            case Signal.HalfClosed<ToLine> ignored -> List.of();
            case Signal.Cancelled<ToLine> ignored -> List.of();
        };
    }

    private List<Action<Heard, FromLine>> speak(Heard heard) {
        if (heard.said == frames) {
            return List.of(new Action.HalfClose<>());
        }
        int said = heard.said + 1;
        return List.of(
                new Action.Become<>(new Heard(said, heard.echoed, heard.words)),
                new Action.Send<>(frame(said)),
                next());
    }

    private List<Action<Heard, FromLine>> hear(ToLine message, Heard heard) {
        told.accept(message);
        if (message.hasAudio()) {
            return List.of(
                    new Action.Become<>(new Heard(heard.said, heard.echoed + 1, heard.words)));
        }
        List<String> words = new ArrayList<>(heard.words);
        words.add(message.hasSay() ? message.getSay() : "-> " + message.getConnect());
        return List.of(
                new Action.Become<>(new Heard(heard.said, heard.echoed, List.copyOf(words))));
    }

    private FromLine incoming() {
        return FromLine.newBuilder().setIncoming(Incoming.newBuilder().setNumber(number)).build();
    }

    private static Action<Heard, FromLine> next() {
        return new Action.After<>(FRAME, new Next());
    }

    /** The sizes of all usual codecs in turn: 320, 480, 640 octets. */
    static FromLine frame(int sequence) {
        int size = LEAST + sequence % 3 * LEAST / 2;
        return FromLine.newBuilder()
                .setAudio(
                        Audio.newBuilder()
                                .setSequence(sequence)
                                .setSamples(ByteString.copyFrom(new byte[size])))
                .build();
    }
}
