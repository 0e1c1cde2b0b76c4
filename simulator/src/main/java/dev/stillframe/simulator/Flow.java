package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.simulator.Happening.Reads;
import dev.stillframe.simulator.Happening.Way;
import org.jspecify.annotations.Nullable;

/** One stream, as a scripted application at one end sees it: what it sends, what it has read. */
final class Flow {
    private static final int WANTS = -1;
    private static final String SUM = "x-sum";

    final int streamId;
    final int id;
    final Happening.Request script;
    private final Host host;
    private final boolean client;
    private final boolean pushed;

    /** Whether folds send and consume, and this only looks on. */
    private final boolean watching;

    // What we send.
    private final int length;
    private final boolean trailers;
    private int offered;
    private boolean finished;
    private boolean begun;

    // What we are sent.
    private final int expected;
    private int received;
    private int held;
    private boolean inputEnded;
    private int finals;
    private int interims;

    @Nullable End end;
    private Runnable whenRead = () -> {};

    private Flow(App app, int streamId, int id, boolean client, boolean pushed) {
        this.host = app.host();
        this.watching = app.isFolded();
        this.streamId = streamId;
        this.id = id;
        this.client = client;
        this.pushed = pushed;
        script = host.world.request(id);
        boolean bodiless = script.way() == Way.HEAD || script.way() == Way.HEAD_ONLY;
        int down = pushed ? script.down() / 2 : bodiless ? 0 : script.down();
        int up = pushed || script.way() == Way.HEAD ? 0 : script.up();
        length = client ? up : down;
        expected = client ? down : up;
        int bit = client ? 1 : 2;
        trailers = (script.trailers() & bit) != 0 && !bodiless && !pushed;
        inputEnded = pushed && !client;
        finished = pushed && client;
    }

    static Flow request(App app, int streamId, int id) {
        return new Flow(app, streamId, id, app.host().side == Side.CLIENT, false);
    }

    static Flow push(App app, int streamId, int id) {
        return new Flow(app, streamId, id, app.host().side == Side.CLIENT, true);
    }

    /** Whether nothing follows our head. */
    boolean endsWithHead() {
        return length == 0 && !trailers;
    }

    int length() {
        return length;
    }

    int received() {
        return received;
    }

    int interims() {
        return interims;
    }

    /** Whether any head has come. */
    boolean isAnswered() {
        return finals + interims > 0;
    }

    boolean isPushed() {
        return pushed;
    }

    boolean inputHasEnded() {
        return inputEnded;
    }

    /** Runs once the peer's message is complete. */
    void whenRead(Runnable what) {
        if (inputEnded) {
            what.run();
        } else {
            whenRead = what;
        }
    }

    /** Our head has gone: content follows. */
    void begin() {
        begun = true;
        if (endsWithHead()) {
            finished = true;
        } else if (script.pace() == WANTS && length > 0) {
            host.tell(new Command.Want(streamId));
        } else {
            offerAtPace();
        }
    }

    private void offerAtPace() {
        do {
            offer(script.most());
        } while (script.pace() == 0 && !finished && end == null);
        if (!finished && end == null) {
            host.world.in(script.pace() * 1000L, this::offerAtPace);
        }
    }

    /** So many octets would go at once. */
    void credit(int octets) {
        LawBroken.unless(octets > 0, () -> this + ": credit of " + octets);
        if (!finished) {
            offer(Math.min(octets, script.most()));
        }
        if (!finished && end == null) {
            host.tell(new Command.Want(streamId));
        }
    }

    private void offer(int octets) {
        if (end != null || finished) {
            return;
        }
        if (script.way() == Way.GIVE_UP && !client && offered >= length / 2) {
            finished = true;
            host.tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR));
            return;
        }
        int more = Math.min(Math.min(octets, length - offered), Content.MOST);
        boolean last = offered + more == length;
        if (more > 0 || !trailers) {
            host.send(streamId, Content.of(message(client), offered, more), last && !trailers);
        }
        offered += more;
        if (last) {
            finished = true;
            if (trailers) {
                FieldSection sum = FieldSection.of(SUM, String.valueOf(length));
                host.tell(new Command.Trailers(streamId, sum));
            }
            if (script.way() == Way.EARLY_STOP && !client && !pushed) {
                host.tell(new Command.Reset(streamId, ErrorCode.NO_ERROR));
            }
        }
    }

    /** The number of the content that flows from an end. */
    private int message(boolean fromClient) {
        return 4 * id + (fromClient ? 1 : pushed ? 2 : 3);
    }

    void head(FieldSection fields, boolean interim, boolean endStream) {
        LawBroken.unless(finals == 0, () -> this + ": a head after the final one");
        if (interim) {
            interims++;
            return;
        }
        finals++;
        LawBroken.unless(
                String.valueOf(id).equals(fields.value(App.ID)),
                () -> this + ": another's head: " + fields.asList());
        if (endStream) {
            inputEnded();
        }
    }

    void data(Octets octets, boolean endStream) {
        LawBroken.unless(!inputEnded, () -> this + ": content after its end");
        LawBroken.unless(
                Content.matches(octets, message(!client), received),
                () -> this + ": what came at " + received + " is not what was sent");
        received += octets.length();
        held += octets.length();
        LawBroken.unless(received <= expected, () -> this + ": more came than was sent");
        boolean unread = script.way() == Way.EARLY_STOP && !client;
        Reads reads = client ? script.clientReads() : script.serverReads();
        if (held > 0 && !unread && !watching) {
            switch (reads) {
                case AT_ONCE -> consume(held);
                case LATER ->
                        host.world.in(
                                (50 + host.weather.below(2000)) * 1000L,
                                () -> consume(1 + host.weather.below(Math.max(1, 2 * held))));
                case NEVER -> {
                    if (host.world.isCalm()) {
                        consume(held);
                    }
                }
            }
        }
        if (endStream) {
            inputEnded();
        }
    }

    private void consume(int octets) {
        int used = host.world.isCalm() ? held : Math.min(held, octets);
        held -= used;
        if (used > 0) {
            host.consumed(streamId, used);
        }
        if (held > 0 && end == null && !host.world.isCalm()) {
            host.world.in(
                    (50 + host.weather.below(2000)) * 1000L,
                    () -> consume(1 + host.weather.below(Math.max(1, 2 * held))));
        }
    }

    void calm() {
        if (!watching) {
            consume(held);
        }
    }

    void trailers(FieldSection fields) {
        LawBroken.unless(
                String.valueOf(received).equals(fields.value(SUM)),
                () -> this + ": trailers say " + fields.value(SUM));
        inputEnded();
    }

    private void inputEnded() {
        LawBroken.unless(!inputEnded, () -> this + ": its input ends twice");
        LawBroken.unless(
                received == expected,
                () -> this + ": it ends short of its " + expected + " octets");
        inputEnded = true;
        whenRead.run();
    }

    void ended(End how) {
        end = how;
        boolean whole = inputEnded && (watching || finished && offered == length);
        switch (how) {
            case End.Complete ignored ->
                    LawBroken.unless(whole, () -> this + " is complete and is not");
            case End.Reset reset -> {
                boolean stopped = reset.code().equals(ErrorCode.NO_ERROR);
                // Section 8.1: the response is complete before the client is asked to stop.
                LawBroken.unless(
                        !stopped || (client ? inputEnded : finished || watching),
                        () -> this + " is stopped before its response is complete");
            }
            case End.Unprocessed ignored ->
                    LawBroken.unless(
                            (client || pushed) && received == 0 && finals == 0,
                            () -> this + " was processed and is said not to be");
            case End.Lost ignored -> {}
        }
    }

    /** The world is quiet: the stream has ended, and for a reason. */
    void judge() {
        End how = end;
        if (how == null) {
            throw new LawBroken(this + " hangs (L6)");
        }
        boolean explained =
                switch (how) {
                    case End.Complete ignored -> true;
                    case End.Reset reset -> explained(reset);
                    case End.Unprocessed unprocessed ->
                            script.way() == Way.REFUSE
                                    || unprocessed.code().equals(ErrorCode.REFUSED_STREAM)
                                    || !host.link.isWhole();
                    case End.Lost ignored -> !host.link.isWhole();
                };
        LawBroken.unless(explained, () -> this + " has not ended as it should");
    }

    private boolean explained(End.Reset reset) {
        ErrorCode code = reset.code();
        if (code.equals(ErrorCode.CANCEL)) {
            return script.cancel() > 0
                    || pushed
                    || host.link.has(Link.Disturbance.SLOW)
                    || host.link.has(Link.Disturbance.CLOCK);
        }
        if (code.equals(ErrorCode.INTERNAL_ERROR)) {
            return script.way() == Way.GIVE_UP;
        }
        if (code.equals(ErrorCode.NO_ERROR)) {
            return script.way() == Way.EARLY_STOP;
        }
        return code.equals(ErrorCode.REFUSED_STREAM) && (script.way() == Way.REFUSE || pushed);
    }

    boolean hasBegun() {
        return begun;
    }

    @Override
    public String toString() {
        return host
                + ", stream "
                + streamId
                + " ("
                + Lines.write(script)
                + "), sent "
                + offered
                + "/"
                + length
                + (finished ? " and its end" : "")
                + ", received "
                + received
                + "/"
                + expected
                + (inputEnded ? " and its end" : "")
                + ", ended "
                + end;
    }
}
