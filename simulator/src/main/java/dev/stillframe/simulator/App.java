package dev.stillframe.simulator;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the streams of one end are for. It checks all that it is told. */
abstract sealed class App permits Asker, Answerer {
    /** The number of the request that a message belongs to. */
    static final String ID = "x-id";

    /** What the PINGs of applications begin with; the engine has its own. */
    private static final Octets PING = Octets.utf8("sim");

    final Map<Integer, Flow> flows = new TreeMap<>();
    private static final int EXTENSION = 0xee;

    private final boolean folded;
    private @Nullable Folder folder;
    private @Nullable Host attached;
    private int pings;
    private int pongs;
    private int pinged;
    private int extensions;

    /**
     * @param folded whether folds send and consume; then only what is told is checked here
     */
    App(boolean folded) {
        this.folded = folded;
    }

    final void attach(Host host) {
        attached = host;
        folder = folded ? new Folder(host, host instanceof Loop) : null;
    }

    final boolean isFolded() {
        return folded;
    }

    final @Nullable Folder folder() {
        return folder;
    }

    /** Takes a notice. */
    final void told(Notice notice) {
        on(notice);
        Folder folds = folder;
        if (folds != null) {
            folds.on(notice);
        }
    }

    final Host host() {
        Host host = attached;
        if (host == null) {
            throw new IllegalStateException("not attached");
        }
        return host;
    }

    /** Checks a notice, and acts on it unless folds do. */
    abstract void on(Notice notice);

    /** A client is to ask. */
    abstract void request(int id);

    /** What is still waited for, in words; null when nothing is. */
    abstract @Nullable String waitsFor();

    final void ping() {
        pings++;
        byte[] opaque = PING.plus(Octets.of(0, 0, 0, 0, pings)).toArray();
        host().tell(new Command.Ping(Octets.wrap(opaque)));
        host().tell(new Command.Extension(0, EXTENSION, pings & 0xff, Octets.wrap(opaque)));
        latest().ifPresent(
                        flow ->
                                host().tell(
                                                new Command.Extension(
                                                        flow.streamId,
                                                        EXTENSION,
                                                        0,
                                                        Octets.wrap(opaque))));
    }

    /** The stream of a request that was begun last, and is open. */
    private Optional<Flow> latest() {
        return flows.values().stream()
                .filter(flow -> flow.end == null && (flow.streamId & 1) == 1)
                .reduce((earlier, later) -> later);
    }

    final void credit(Notice.Credit credit) {
        if (!folded) {
            flow(credit.streamId()).credit(credit.octets());
        }
    }

    final void pong() {
        pongs++;
    }

    /** In order, each once. */
    final void pinged(Octets opaque) {
        if (opaque.slice(0, PING.length()).equals(PING)) {
            pinged++;
            LawBroken.unless(
                    opaque.at(7) == (pinged & 0xff),
                    () -> host() + ": pinged out of turn " + opaque);
        }
    }

    /** Those on the connection in order, each once; the PING of the same number comes first. */
    final void extension(Notice.Extension extension) {
        LawBroken.unless(
                extension.type() == EXTENSION && extension.payload().length() == 8,
                () -> host() + ": nobody has sent " + extension);
        if (extension.streamId() == 0) {
            extensions++;
            LawBroken.unless(
                    extensions == pinged && extension.flags() == (extensions & 0xff),
                    () -> host() + ": told out of turn " + extension);
        }
    }

    /** A client's link begins with this request. */
    void upgrades(int id) {
        throw new IllegalStateException("a server does not ask");
    }

    /** The number of the request that a stream has begun for. */
    final int id(Notice.Started started) {
        return started.token() == 0 ? host().link.upgrade() : (int) started.token();
    }

    /** A command had no effect, which is no fault. */
    final void rejected(Command command) {
        if (command instanceof Command.Ping) {
            pings--;
        }
    }

    final void reprioritize(int urgency) {
        latest().ifPresent(
                        flow ->
                                host().tell(
                                                new Command.Reprioritize(
                                                        flow.streamId,
                                                        dev.stillframe.api.message.Priority.of(
                                                                urgency & 7, urgency > 7))));
    }

    /** Whoever read late reads now. */
    final void calm() {
        flows.values().forEach(Flow::calm);
    }

    final Flow flow(int streamId) {
        Flow flow = flows.get(streamId);
        if (flow == null) {
            throw new LawBroken(host() + " was never told of stream " + streamId + " (L6)");
        }
        return flow;
    }

    /** Extra fields of about so many octets, in a few dozen lines at the most. */
    static FieldSection fields(int id, int octets) {
        FieldSection fields = FieldSection.of(ID, String.valueOf(id));
        int lines = Math.min(40, (octets + 99) / 100);
        for (int i = 0; i < lines; i++) {
            String value = Integer.toHexString(id * 31 + i % 7) + "~";
            fields = fields.plus("x-field-" + i % 7, value.repeat(octets / lines / value.length()));
        }
        return fields;
    }

    /** Nothing is on its way: each stream has ended, and for a reason. */
    final void quiet() {
        String waited = waitsFor();
        boolean open =
                host().iteration().phase() != dev.stillframe.api.connection.Iteration.Phase.CLOSED;
        LawBroken.unless(
                waited == null || !open, () -> host() + " waits for ever: " + waited + " (L6)");
        flows.values().forEach(Flow::judge);
        LawBroken.unless(
                pings == pongs || !host().link.isWhole(),
                () -> host() + ": " + pings + " PINGs, " + pongs + " answers");
        App other = host().link.at(host().side.other()).app;
        LawBroken.unless(
                pings == other.pinged && pings == other.extensions || !host().link.isWhole(),
                () -> host() + ": " + pings + " PINGs, " + other.pinged + " told");
    }

    /** The connection is over. */
    final void over() {
        Folder folds = folder;
        if (folds != null) {
            folds.over();
        }
        flows.values()
                .forEach(
                        flow ->
                                LawBroken.unless(
                                        flow.end != null,
                                        () -> host() + ": no end of " + flow + " (L6)"));
    }

    final void tell(Tally tally) {
        for (Flow flow : flows.values()) {
            End end = flow.end;
            tally.add((flow.streamId & 1) == 1 ? "asked" : "pushed");
            Happening.Kind kind = flow.script.kind();
            boolean upgraded = flow.id == host().link.upgrade();
            if (end instanceof End.Complete && (flow.script.isTunnel() || upgraded)) {
                tally.add(kind.name());
            }
            if (end instanceof End.Reset reset && !reset.byPeer()) {
                tally.add("reset: " + reset.reason());
            }
            tally.add(end == null ? "none" : end.getClass().getSimpleName());
            tally.add("octets", flow.received());
            tally.add("interim", flow.interims());
        }
        tally.add("pongs", pongs);
        Notice.Closed closed = host().iteration().closed();
        if (closed != null && !closed.byPeer()) {
            tally.add("closed: " + closed.reason());
        }
    }
}
