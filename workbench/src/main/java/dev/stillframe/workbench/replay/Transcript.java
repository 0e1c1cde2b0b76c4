package dev.stillframe.workbench.replay;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;

/** Steps as lines: what came, what was asked; what was sent, what was told. */
final class Transcript {
    private static final int WIDTH = 32;

    private final PrintWriter out;
    private final boolean verbose;
    private final Frames received;
    private final Frames sent;

    /**
     * @param verbose whether fields and octets are shown, secrets included
     */
    Transcript(PrintWriter out, Role role, boolean verbose) {
        this.out = out;
        this.verbose = verbose;
        received = new Frames(role == Role.SERVER);
        sent = new Frames(role == Role.CLIENT);
    }

    void events(List<Event> events) {
        for (Event event : events) {
            switch (event) {
                case Event.Clock ignored -> {} // stands at the head of the step
                case Event.Received octets -> {
                    line("came", octets.octets().length() + " octets");
                    frames(received.next(octets.octets()));
                    hex(octets.octets());
                }
                case Event.InputClosed ignored -> line("came", "the end of the peer's octets");
                case Event.TransportFailed failed ->
                        line("came", "a failure: " + Words.plain(failed.reason()));
                case Event.Room room -> line("room", room.octets() + " octets");
                case Event.Consumed consumed ->
                        line("used", consumed.octets() + " octets of " + consumed.streamId());
                case Event.Released released -> line("used", released.streamId() + " is let go of");
                case Event.Upgraded upgraded -> {
                    line("came", "an upgrade: " + Words.of(upgraded.request()));
                    head(upgraded.request());
                }
                case Command command -> {
                    line("asks", Words.of(command));
                    details(command);
                }
            }
        }
    }

    private void details(Command command) {
        switch (command) {
            case Command.Request request -> head(request.head());
            case Command.Push push -> head(push.head());
            case Command.Respond respond -> fields(respond.head().fields());
            case Command.Trailers trailers -> fields(trailers.fields());
            default -> {}
        }
    }

    void effects(List<Effect> effects, long now) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Send send -> {
                    line("send", send.octets().length() + " octets");
                    frames(sent.next(send.octets()));
                    hex(send.octets());
                }
                case Effect.Take take -> {
                    line("send", take.octets() + " octets of the content of " + take.streamId());
                    frames(sent.next(Octets.wrap(new byte[take.octets()])));
                }
                case Effect.Drop drop -> line("drop", "the content of " + drop.streamId());
                case Effect.WakeAt wakeAt ->
                        line(
                                "wake",
                                wakeAt.nanos() == Long.MAX_VALUE
                                        ? "never"
                                        : "in " + Words.millis(wakeAt.nanos() - now));
                case Effect.Close ignored -> line("send", "the end, and close");
                case Notice notice -> {
                    line("tell", Words.of(notice));
                    details(notice);
                }
            }
        }
    }

    private void details(Notice notice) {
        switch (notice) {
            case Notice.Request request -> head(request.head());
            case Notice.Promise promise -> head(promise.head());
            case Notice.Response response -> fields(response.head().fields());
            case Notice.Trailers trailers -> fields(trailers.fields());
            default -> {}
        }
    }

    private void line(String what, String text) {
        out.println("  " + what + "  " + text);
    }

    private void frames(List<String> frames) {
        frames.forEach(frame -> out.println("          " + frame));
    }

    private void head(RequestHead head) {
        if (verbose && head.path() != null) {
            out.println("          :path: " + Words.plain(head.path()));
        }
        fields(head.fields());
    }

    private void fields(FieldSection fields) {
        if (verbose) {
            for (Field field : fields) {
                out.println("          " + Words.plain(field.name() + ": " + field.value()));
            }
        }
    }

    private void hex(Octets octets) {
        if (verbose) {
            for (int at = 0; at < octets.length(); at += WIDTH) {
                Octets part = octets.slice(at, Math.min(WIDTH, octets.length() - at));
                out.println("          " + HexFormat.ofDelimiter(" ").formatHex(part.toArray()));
            }
        }
    }
}
