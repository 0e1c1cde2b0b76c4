package dev.stillframe.workbench.replay;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.util.Locale;

/**
 * What the application asked and what it was told, in a line. Without values of fields, which may
 * be secret; {@link Transcript} shows them where they are asked for.
 */
final class Words {
    private Words() {}

    static String of(Command command) {
        return switch (command) {
            case Command.Request request ->
                    "a request: " + of(request.head()) + end(request.endStream());
            case Command.Respond respond ->
                    "a response on "
                            + respond.streamId()
                            + ": "
                            + of(respond.head())
                            + end(respond.endStream());
            case Command.Data data ->
                    "content on "
                            + data.streamId()
                            + ", "
                            + data.octets()
                            + " octets"
                            + end(data.endStream());
            case Command.Trailers trailers ->
                    "trailers on " + trailers.streamId() + count(trailers.fields());
            case Command.Want want -> "to hear of credit on " + want.streamId();
            case Command.Reset reset -> "a reset of " + reset.streamId() + ": " + reset.code();
            case Command.Push push -> "a push with " + push.streamId() + ": " + of(push.head());
            case Command.Reprioritize reprioritize ->
                    reprioritize.priority() + " for " + reprioritize.streamId();
            case Command.Ping ping -> "a ping, " + ping.opaque();
            case Command.Extension extension ->
                    frame(extension.type(), extension.streamId(), extension.payload());
            case Command.Change change -> "other limits: " + change.limits();
            case Command.Shutdown shutdown ->
                    (shutdown.graceful() ? "a graceful shutdown, " : "a shutdown, ")
                            + shutdown.code()
                            + " "
                            + quoted(shutdown.reason());
        };
    }

    static String of(Notice notice) {
        return switch (notice) {
            case Notice.Request request ->
                    "request "
                            + request.streamId()
                            + ": "
                            + of(request.head())
                            + end(request.endStream());
            case Notice.Response response ->
                    "response "
                            + response.streamId()
                            + ": "
                            + of(response.head())
                            + end(response.endStream());
            case Notice.Data data ->
                    "content of "
                            + data.streamId()
                            + ", "
                            + data.octets().length()
                            + " octets"
                            + end(data.endStream());
            case Notice.Trailers trailers ->
                    "trailers of " + trailers.streamId() + count(trailers.fields());
            case Notice.Promise promise ->
                    "promise of "
                            + promise.promisedId()
                            + " with "
                            + promise.streamId()
                            + ": "
                            + of(promise.head());
            case Notice.Started started ->
                    "token " + started.token() + " has stream " + started.streamId();
            case Notice.Credit credit ->
                    "credit on " + credit.streamId() + ", " + credit.octets() + " octets";
            case Notice.Ended ended -> "end of " + ended.streamId() + ": " + of(ended.end());
            case Notice.Rejected rejected ->
                    "rejected, " + plain(rejected.reason()) + ": " + of(rejected.command());
            case Notice.PeerSettings peer -> "the peer's " + peer.settings();
            case Notice.Pong pong ->
                    "pong " + pong.opaque() + " after " + millis(pong.roundTripNanos());
            case Notice.Pinged pinged -> "pinged, " + pinged.opaque();
            case Notice.Extension extension ->
                    frame(extension.type(), extension.streamId(), extension.payload());
            case Notice.GoAway goAway ->
                    "the peer goes away after " + goAway.lastStreamId() + ", " + goAway.code();
            case Notice.Fault fault ->
                    "fault on "
                            + fault.streamId()
                            + ", "
                            + fault.code()
                            + ": "
                            + plain(fault.reason());
            case Notice.Closed closed ->
                    "closed by "
                            + (closed.byPeer() ? "the peer, " : "us, ")
                            + closed.code()
                            + ": "
                            + plain(closed.reason());
        };
    }

    private static String frame(int type, int streamId, Octets payload) {
        return "a frame of type 0x%02x on %d, %d octets"
                .formatted(type, streamId, payload.length());
    }

    private static String of(End end) {
        return switch (end) {
            case End.Complete ignored -> "complete";
            case End.Reset reset ->
                    "reset by "
                            + (reset.byPeer() ? "the peer, " : "us, ")
                            + reset.code()
                            + " "
                            + plain(reset.reason());
            case End.Unprocessed unprocessed ->
                    "not processed, " + unprocessed.code() + " " + plain(unprocessed.reason());
            case End.Lost lost -> "lost, " + lost.code() + " " + plain(lost.reason());
        };
    }

    static String of(RequestHead head) {
        StringBuilder line = new StringBuilder(plain(head.method()));
        line.append(' ');
        if (head.scheme() != null) {
            line.append(plain(head.scheme())).append("://");
        }
        if (head.authority() != null) {
            line.append(plain(head.authority()));
        }
        if (head.path() != null) {
            // What follows may be a secret like any field.
            String path = plain(head.path());
            int query = path.indexOf('?');
            line.append(query < 0 ? path : path.substring(0, query) + "?…");
        }
        if (head.protocol() != null) {
            line.append(" for ").append(plain(head.protocol()));
        }
        return line.append(count(head.fields())).toString();
    }

    private static String of(ResponseHead head) {
        return head.status() + count(head.fields());
    }

    private static String count(FieldSection fields) {
        return ", " + fields.count() + (fields.count() == 1 ? " field" : " fields");
    }

    private static String end(boolean endStream) {
        return endStream ? ", the end" : "";
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }

    static String quoted(String text) {
        return '"' + plain(text) + '"';
    }

    /** What a peer sent must not move the cursor of whoever reads it. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        point ->
                                plain.appendCodePoint(Character.isISOControl(point) ? '?' : point));
        return plain.toString();
    }
}
