package dev.stillframe.workbench.calls;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.workbench.client.Exchange;
import dev.stillframe.workbench.client.Link;
import java.nio.ByteBuffer;

/** One call of a {@link StreamLoad}: what goes out in turn must come back in turn. */
final class Talk implements Exchange {
    private final StreamLoad load;
    private final Link link;
    private final int index;
    private final boolean slow;
    private final long interval;
    private final long phase;
    private final Verdict verdict = new Verdict();
    private final byte[] awaited;
    private int streamId;
    private boolean over;
    private boolean finished;
    private long first;
    private long sent;
    private long come;
    private int at;
    private long before = -1;
    private long held;

    /**
     * Nothing has happened yet.
     *
     * @param index which of all streams it is
     * @param interval from message to message, in nanoseconds
     * @param phase from the beginning to the first message, in nanoseconds
     */
    Talk(StreamLoad load, Link link, int index, boolean slow, long interval, long phase) {
        this.load = load;
        this.link = link;
        this.index = index;
        this.slow = slow;
        this.interval = interval;
        this.phase = phase;
        this.awaited = load.frames().of(index, 1, 1);
    }

    void begin() {
        link.begin(this);
    }

    /** Messages are due from then on. */
    void from(long begin) {
        first = begin + phase;
        await();
    }

    /** Sends whatever is due by now. */
    void send(long now) {
        while (!over && due(sent + 1) < now) {
            sent++;
            long due = due(sent);
            link.send(streamId, ByteBuffer.wrap(load.frames().of(index, due, sent)), false);
            load.sent(due);
        }
    }

    private long due(long number) {
        return first + (number - 1) * interval;
    }

    /** Reads one message, if it is slow and there is one. */
    boolean readSlowly() {
        if (!slow || over || held < awaited.length) {
            return false;
        }
        held -= awaited.length;
        link.consumed(streamId, awaited.length);
        return true;
    }

    /** No more messages; a slow one gives up, since its answers would take for ever. */
    void finish() {
        if (over) {
            return;
        }
        finished = true;
        if (slow) {
            link.cancel(streamId);
        } else {
            link.send(streamId, ByteBuffer.allocate(0), true);
        }
    }

    private void await() {
        load.frames().fill(awaited, index, due(come + 1), come + 1);
        at = 0;
    }

    @Override
    public RequestHead head() {
        return load.head();
    }

    @Override
    public boolean endStream() {
        return false;
    }

    @Override
    public void started(Link on, int id) {
        streamId = id;
        load.started();
    }

    @Override
    public void response(Link on, int id, ResponseHead head) {
        verdict.head(head);
    }

    @Override
    public void data(Link on, int id, Octets octets) {
        for (int i = 0; i < octets.length(); i++) {
            if (come >= sent || octets.at(i) != (awaited[at] & 0xff)) {
                verdict.wrong("octet " + at + " of message " + (come + 1));
            }
            if (++at == awaited.length) {
                came();
            }
        }
        if (slow) {
            held += octets.length();
        } else {
            on.consumed(id, octets.length());
        }
    }

    private void came() {
        long due = due(++come);
        if (!slow) {
            long time = load.readAt() - due;
            load.cameBack(due, time, before);
            before = time;
        }
        await();
    }

    @Override
    public void trailers(Link on, int id, FieldSection fields) {
        verdict.trailers(fields);
    }

    @Override
    public void ended(Link on, End end) {
        over = true;
        boolean gaveUp = slow && finished && end instanceof End.Reset reset && !reset.byPeer();
        if (!gaveUp) {
            if (!finished) {
                verdict.wrong("the call ended by itself");
            }
            verdict.end(end);
            if (come < sent) {
                verdict.wrong(come + " of " + sent + " messages");
            }
        }
        load.over(verdict.wrong());
    }
}
