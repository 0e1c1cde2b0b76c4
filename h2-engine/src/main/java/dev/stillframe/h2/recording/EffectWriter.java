package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Settings;

/** Effects into octets, for their digest alone: they are never read back. */
final class EffectWriter {
    private EffectWriter() {}

    static void write(Effect effect, Pen pen) {
        switch (effect) {
            case Effect.Send send -> pen.octet(1).octets(send.octets());
            case Effect.Take take -> pen.octet(2).number(take.streamId()).number(take.octets());
            case Effect.Drop drop -> pen.octet(3).number(drop.streamId());
            case Effect.WakeAt wakeAt -> pen.octet(4).longWord(wakeAt.nanos());
            case Effect.Close ignored -> pen.octet(5);
            case Notice notice -> write(notice, pen);
        }
    }

    private static void write(Notice notice, Pen pen) {
        switch (notice) {
            case Notice.Request request ->
                    pen.octet(16)
                            .number(request.streamId())
                            .head(request.head())
                            .flag(request.endStream());
            case Notice.Response response ->
                    pen.octet(17)
                            .number(response.streamId())
                            .head(response.head())
                            .flag(response.endStream());
            case Notice.Data data ->
                    // The octets are the transport's and may be gone by now; their number is ours.
                    pen.octet(18)
                            .number(data.streamId())
                            .number(data.octets().length())
                            .flag(data.endStream());
            case Notice.Trailers trailers ->
                    pen.octet(19).number(trailers.streamId()).fields(trailers.fields());
            case Notice.Promise promise ->
                    pen.octet(20)
                            .number(promise.streamId())
                            .number(promise.promisedId())
                            .head(promise.head());
            case Notice.Started started ->
                    pen.octet(21).number(started.streamId()).longWord(started.token());
            case Notice.Credit credit ->
                    pen.octet(22).number(credit.streamId()).number(credit.octets());
            case Notice.Ended ended -> write(ended.end(), pen.octet(23).number(ended.streamId()));
            case Notice.Rejected rejected -> {
                EventWriter.write(rejected.command(), pen.octet(24));
                pen.text(rejected.reason());
            }
            case Notice.PeerSettings peer -> write(peer.settings(), pen.octet(25));
            case Notice.Pong pong ->
                    pen.octet(26).octets(pong.opaque()).longWord(pong.roundTripNanos());
            case Notice.Pinged pinged -> pen.octet(30).octets(pinged.opaque());
            case Notice.Extension extension ->
                    pen.octet(31)
                            .number(extension.streamId())
                            .octet(extension.type())
                            .octet(extension.flags())
                            .octets(extension.payload());
            case Notice.GoAway goAway ->
                    pen.octet(27)
                            .number(goAway.lastStreamId())
                            .number(goAway.code().value())
                            .octets(goAway.debug());
            case Notice.Fault fault ->
                    pen.octet(28)
                            .number(fault.streamId())
                            .number(fault.code().value())
                            .text(fault.reason());
            case Notice.Closed closed ->
                    pen.octet(29)
                            .number(closed.code().value())
                            .flag(closed.byPeer())
                            .text(closed.reason());
        }
    }

    private static void write(End end, Pen pen) {
        switch (end) {
            case End.Complete ignored -> pen.octet(1);
            case End.Reset reset ->
                    pen.octet(2)
                            .number(reset.code().value())
                            .flag(reset.byPeer())
                            .text(reset.reason());
            case End.Unprocessed unprocessed ->
                    pen.octet(3).number(unprocessed.code().value()).text(unprocessed.reason());
            case End.Lost lost ->
                    pen.octet(4)
                            .number(lost.code().value())
                            .flag(lost.byPeer())
                            .text(lost.reason());
        }
    }

    private static void write(Settings settings, Pen pen) {
        pen.number(settings.headerTableSize())
                .flag(settings.enablePush())
                .number(settings.maxConcurrentStreams())
                .number(settings.initialWindowSize())
                .number(settings.maxFrameSize())
                .number(settings.maxHeaderListSize())
                .flag(settings.enableConnectProtocol())
                .flag(settings.noRfc7540Priorities());
    }
}
