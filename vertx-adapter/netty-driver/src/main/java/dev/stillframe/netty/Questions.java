package dev.stillframe.netty;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * What concerns the connection and is asked by the application: PINGs and settings that the peer
 * has not answered yet, and frames of other types.
 */
final class Questions {
    private final ChannelDriver driver;
    private final ArrayDeque<Ping> pings = new ArrayDeque<>(2);
    private final ArrayDeque<Change> changes = new ArrayDeque<>(2);
    private volatile Limits limits;

    private record Ping(Octets opaque, Driver.Pong pong) {}

    private record Change(Limits limits, Completion done) {
        boolean isIn(Settings settings) {
            return settings.maxConcurrentStreams() == limits.maxConcurrentStreams()
                    && settings.initialWindowSize() == limits.streamWindow()
                    && settings.maxFrameSize() == limits.maxFrameSize()
                    && settings.maxHeaderListSize() == limits.maxHeaderListSize()
                    && settings.headerTableSize() == limits.headerTableSize();
        }
    }

    Questions(ChannelDriver driver, Limits limits) {
        this.driver = driver;
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    void ping(long opaque, Driver.Pong pong, boolean over) {
        if (over) {
            driver.completed(
                    new Done(failure -> pong.came(-1, failure), new StreamOverException("closed")));
            return;
        }
        byte[] octets = new byte[8];
        for (int i = 0; i < 8; i++) {
            octets[i] = (byte) (opaque >>> 56 - 8 * i);
        }
        Octets payload = Octets.wrap(octets);
        pings.add(new Ping(payload, pong));
        driver.tell(new Command.Ping(payload), Completion.IGNORED);
    }

    void came(Notice.Pong notice) {
        for (Iterator<Ping> each = pings.iterator(); each.hasNext(); ) {
            Ping ping = each.next();
            if (ping.opaque().equals(notice.opaque())) {
                each.remove();
                ping.pong().came(notice.roundTripNanos(), null);
                return;
            }
        }
    }

    void extension(int streamId, int type, int flags, ByteBuf payload, Completion done) {
        Octets octets = Octets.wrap(ByteBufUtil.getBytes(payload));
        payload.release();
        Command.Extension frame;
        try {
            frame = new Command.Extension(streamId, type, flags, octets);
        } catch (IllegalArgumentException e) {
            if (done != Completion.IGNORED) {
                driver.completed(new Done(done, e));
            }
            return;
        }
        driver.tell(frame, done);
    }

    void change(Limits next, Completion done, boolean over) {
        if (over) {
            driver.completed(new Done(done, new StreamOverException("closed")));
            return;
        }
        limits = next;
        if (done != Completion.IGNORED) {
            changes.add(new Change(next, done));
        }
        driver.tell(new Command.Change(next), Completion.IGNORED);
    }

    /** Whether changes wait to be acknowledged. */
    boolean areOpen() {
        return !changes.isEmpty();
    }

    /**
     * Which changes has the peer acknowledged? A later one's acknowledgement is an earlier one's.
     *
     * @return whether there were any
     */
    boolean look(Iteration now) {
        Settings settings = now.localSettings();
        int known = 0;
        int count = 0;
        for (Change change : changes) {
            count++;
            if (change.isIn(settings)) {
                known = count;
            }
        }
        for (int i = 0; i < known; i++) {
            driver.completed(new Done(changes.remove().done(), null));
        }
        return known > 0;
    }

    void over(String reason) {
        StreamOverException failure =
                new StreamOverException("the connection has ended: " + reason);
        for (Ping ping = pings.poll(); ping != null; ping = pings.poll()) {
            Driver.Pong pong = ping.pong();
            driver.completed(new Done(why -> pong.came(-1, why), failure));
        }
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            driver.completed(new Done(change.done(), failure));
        }
    }
}
