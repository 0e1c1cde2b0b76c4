package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.stream.Lifecycle;
import java.util.List;

/**
 * The step of a connection. It only dispatches: each exchange has its rules in a file of its own.
 */
final class Connection {
    private Connection() {}

    static Transition step(ConnectionState state, List<Event> events) {
        Draft draft = new Draft(state, events.size());
        for (int i = 0; i < events.size(); i++) {
            event(draft, events.get(i));
        }
        Schedule.run(draft);
        Timeouts.run(draft);
        settle(draft);
        Timeouts.arm(draft);
        return draft.freeze();
    }

    private static void settle(Draft draft) {
        if (!draft.isClosed()) {
            WindowUpdates.returnCredit(draft);
            Shutdown.finish(draft);
        }
    }

    private static void event(Draft draft, Event event) {
        if (draft.isClosed()) {
            absorb(draft, event);
            return;
        }
        if (event instanceof Event.Clock clock) {
            Timeouts.clock(draft, clock.nanos());
            SettingsExchange.begin(draft);
            return;
        }
        SettingsExchange.begin(draft);
        switch (event) {
            case Event.Clock ignored -> {}
            case Event.Received received -> received(draft, received.octets());
            case Event.InputClosed ignored -> inputClosed(draft);
            case Event.TransportFailed failed ->
                    Faults.finish(
                            draft, new Notice.Closed(ErrorCode.NO_ERROR, true, failed.reason()));
            case Event.Room room -> draft.room = Math.max(0, room.octets());
            case Event.Consumed consumed ->
                    DataTransfer.consumed(draft, consumed.streamId(), consumed.octets());
            case Event.Released released -> Streams.released(draft, released.streamId());
            case Event.Upgraded upgraded -> upgraded(draft, upgraded);
            case Command command -> command(draft, command);
        }
    }

    /** A closed connection takes no notice of anything, but no command is lost without a word. */
    private static void absorb(Draft draft, Event event) {
        if (event instanceof Command command && !(command instanceof Command.Shutdown)) {
            draft.notice(new Notice.Rejected(command, "the connection has ended"));
        }
    }

    private static void command(Draft draft, Command command) {
        switch (command) {
            case Command.Respond respond -> Sending.respond(draft, respond);
            case Command.Data data -> Sending.data(draft, data);
            case Command.Trailers trailers -> Sending.trailers(draft, trailers);
            case Command.Want want -> Sending.want(draft, want);
            case Command.Request request -> Requests.command(draft, request);
            case Command.Reset reset -> Resets.command(draft, reset);
            case Command.Push push -> Pushes.command(draft, push);
            case Command.Reprioritize reprioritize -> Prioritize.command(draft, reprioritize);
            case Command.Ping ping -> Pings.command(draft, ping);
            case Command.Extension extension -> Extensions.command(draft, extension);
            case Command.Change change -> SettingsExchange.change(draft, change.limits());
            case Command.Shutdown shutdown -> Shutdown.command(draft, shutdown);
        }
    }

    private static void received(Draft draft, Octets octets) {
        FrameReader reader = draft.reader();
        reader.feed(octets);
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frame(draft, frame);
            // After each frame, not once a step: how the octets were split must not show.
            settle(draft);
            if (draft.isClosed()) {
                break;
            }
        }
        if (!draft.isClosed()) {
            draft.wire = reader.freeze();
        }
        Timeouts.received(draft);
    }

    private static void frame(Draft draft, Frame frame) {
        if (FieldBlocks.interrupts(draft, frame)) {
            Faults.connection(
                    draft,
                    ErrorCode.PROTOCOL_ERROR,
                    name(frame) + " on stream " + frame.streamId() + " within a field block");
            return;
        }
        if (!draft.settings.peerKnown()
                && !(frame instanceof Frame.Settings settings && !settings.ack())
                && !(frame instanceof Frame.Malformed malformed && malformed.streamId() == 0)) {
            // Section 3.4: the first frame of either preface is SETTINGS.
            Faults.connection(
                    draft, ErrorCode.PROTOCOL_ERROR, name(frame) + " before the first SETTINGS");
            return;
        }
        switch (frame) {
            case Frame.Data data -> DataTransfer.received(draft, data);
            case Frame.Headers headers -> FieldBlocks.received(draft, headers);
            case Frame.Priority ignored -> Prioritize.ignored(draft);
            case Frame.Reset reset -> Resets.received(draft, reset);
            case Frame.Settings settings -> SettingsExchange.received(draft, settings);
            case Frame.PushPromise promise -> FieldBlocks.received(draft, promise);
            case Frame.Ping ping -> Pings.received(draft, ping);
            case Frame.GoAway goAway -> Shutdown.received(draft, goAway);
            case Frame.WindowUpdate update -> WindowUpdates.received(draft, update);
            case Frame.Continuation continuation -> FieldBlocks.received(draft, continuation);
            case Frame.PriorityUpdate update -> Prioritize.received(draft, update);
            case Frame.Unknown unknown -> Extensions.received(draft, unknown);
            case Frame.Malformed malformed -> malformed(draft, malformed);
        }
    }

    /**
     * Octets that are not a frame; only a PRIORITY of a wrong size costs no more than its stream
     * (section 6.3).
     */
    private static void malformed(Draft draft, Frame.Malformed malformed) {
        int streamId = malformed.streamId();
        if (streamId == 0) {
            Faults.connection(draft, malformed.code(), malformed.reason());
        } else if (Lifecycle.received(Streams.state(draft, streamId), Lifecycle.Input.RST_STREAM)
                == Lifecycle.Verdict.ACCEPT) {
            Faults.stream(draft, streamId, malformed.code(), malformed.reason());
        } else if (Abuse.charge(draft, Abuse.Kind.GLITCH)) {
            // Section 6.4: RST_STREAM cannot be sent for an idle stream, and a closed one needs
            // none.
            draft.notice(new Notice.Fault(streamId, malformed.code(), malformed.reason()));
        }
    }

    private static String name(Frame frame) {
        return frame.getClass().getSimpleName();
    }

    private static void inputClosed(Draft draft) {
        if (!draft.settings.peerKnown()
                && !draft.wire.equals(ConnectionState.start(draft.role()))) {
            // Section 3.4: half a preface is an invalid one. None at all is nobody's error.
            Faults.connection(
                    draft, ErrorCode.PROTOCOL_ERROR, "closed within the connection preface");
            return;
        }
        boolean expected = draft.streams.size() == 0 || draft.shutdown.isDraining();
        Faults.finish(
                draft,
                new Notice.Closed(
                        ErrorCode.NO_ERROR,
                        true,
                        expected ? "closed by the peer" : "closed by the peer early"));
    }

    private static void upgraded(Draft draft, Event.Upgraded upgraded) {
        if (draft.ids.highestPeer() > 0 || draft.ids.nextOwn() > 2) {
            return;
        }
        if (draft.role() == Role.SERVER) {
            SettingsExchange.upgraded(draft, upgraded.settings());
            if (!draft.isClosed()) {
                draft.ids.peerOpened(1);
                Heads.accept(draft, 1, upgraded.request(), 0, true);
            }
        } else {
            draft.ids.ownUsed();
            draft.ids.ownActive(1);
            Requests.open(draft, 1, upgraded.request(), true);
            draft.notice(new Notice.Started(1, 0));
        }
    }
}
