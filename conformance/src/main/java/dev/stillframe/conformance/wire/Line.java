package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the peer under test. A virtual thread reads it all the time, so that what the
 * peer said before it closed is not lost; the case takes the arrivals one by one.
 *
 * <p>It is polite: SETTINGS and PING are acknowledged when they are taken. To be used by one
 * thread.
 */
public final class Line implements AutoCloseable {
    private static final int SHOWN = 40;

    private final Socket socket;
    private final Role peer;
    private final OutputStream out;
    private final Cutter cutter = new Cutter();
    private final Watch.Eye eye;
    private final LinkedBlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    /** Our SETTINGS that are not acknowledged: identifiers and values of each frame. */
    private final Deque<Frame.Settings> unacknowledged = new ArrayDeque<>();

    private Arrival.@Nullable Closed end;

    /**
     * Begins to read.
     *
     * @param in where octets come from
     * @param peer which end is under test
     * @param eye what looks at each frame
     */
    public Line(Socket socket, InputStream in, Role peer, Watch.Eye eye) throws IOException {
        this.socket = socket;
        this.peer = peer;
        this.eye = eye;
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        Thread.ofVirtual().name("line").start(() -> read(in));
    }

    /** Whether the peer's blocks have left the decoding context as it is at first. */
    public boolean isTableUntouched() {
        return cutter.isUntouched();
    }

    /** Sends octets. When the peer is gone that shows as an arrival, not here. */
    public void send(Octets octets) {
        Header.each(octets, this::note);
        try {
            out.write(octets.toArray());
            out.flush();
        } catch (IOException gone) {
            // The reader sees the end too, after all that the peer said before.
        }
    }

    /** The next arrival, or null when none comes before {@code nanoTime}. */
    public @Nullable Arrival next(long nanoTime) {
        if (end != null) {
            return end;
        }
        try {
            Arrival arrival =
                    arrivals.poll(Math.max(0, nanoTime - System.nanoTime()), TimeUnit.NANOSECONDS);
            return arrival == null ? null : take(arrival);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            end = new Arrival.Closed("the run was interrupted");
            return end;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed in any case.
        }
    }

    private Arrival take(Arrival arrival) {
        if (arrival instanceof Arrival.Closed closed) {
            end = closed;
        }
        if (!(arrival instanceof Arrival.Received raw)) {
            return arrival;
        }
        // The frame's context is made here, on the case's own thread, in the order of arrival.
        Octets octets = raw.payload();
        boolean within = cutter.isWithinBlock();
        Arrival.Received received = cutter.frame(raw.header(), octets);
        eye.saw(received, within);
        if (received.frame() instanceof Frame.Settings settings && settings.ack()) {
            acknowledged();
        } else if (received.frame() instanceof Frame.Settings) {
            send(Frames.settingsAck());
        } else if (received.frame() instanceof Frame.Ping ping && !ping.ack()) {
            send(Frames.ping(ping.opaque(), Frames.ACK));
        }
        return received;
    }

    private void acknowledged() {
        Frame.Settings ours = unacknowledged.poll();
        if (ours == null) {
            return;
        }
        for (int i = 0; i < ours.count(); i++) {
            if (ours.id(i) == Frames.HEADER_TABLE_SIZE) {
                cutter.tableSize((int) Math.min(Integer.MAX_VALUE, ours.value(i)));
            }
        }
        eye.acknowledged(ours);
    }

    /** Remembers what we have granted and asked for, as far as these octets are whole frames. */
    private void note(Header header, Octets payload) {
        int id = header.streamId();
        switch (header.type()) {
            case FrameType.SETTINGS -> {
                if (id == 0 && !header.has(Flag.ACK) && payload.length() % 6 == 0) {
                    Frame.Settings ours = new Frame.Settings(false, payload);
                    unacknowledged.add(ours);
                    eye.offered(ours);
                }
            }
            case FrameType.WINDOW_UPDATE -> {
                if (payload.length() == 4) {
                    eye.granted(id, payload.toByteBuffer().getInt() & Integer.MAX_VALUE);
                }
            }
            case FrameType.RST_STREAM -> eye.ended(id, true);
            case FrameType.DATA, FrameType.HEADERS -> {
                if (header.has(Flag.END_STREAM)) {
                    eye.ended(id, false);
                }
            }
            default -> {}
        }
    }

    private void read(InputStream in) {
        try {
            if (peer == Role.CLIENT && !preface(in)) {
                return;
            }
            for (boolean first = true; ; first = false) {
                byte[] octets = in.readNBytes(Header.SIZE);
                if (octets.length == 0) {
                    arrivals.add(new Arrival.Closed("the connection was closed"));
                    return;
                }
                if (first && peer == Role.SERVER && startsLikeHttp1(octets)) {
                    foreign(octets);
                    return;
                }
                if (octets.length < Header.SIZE) {
                    throw new EOFException();
                }
                Header header = Header.read(octets, 0);
                byte[] whole = Arrays.copyOf(octets, Header.SIZE + header.length());
                if (in.readNBytes(whole, Header.SIZE, header.length()) < header.length()) {
                    throw new EOFException();
                }
                arrivals.add(raw(header, Octets.wrap(whole)));
            }
        } catch (EOFException cut) {
            arrivals.add(new Arrival.Closed("the connection was closed within a frame"));
        } catch (IOException reset) {
            arrivals.add(new Arrival.Closed("the connection was reset"));
        }
    }

    private static Arrival raw(Header header, Octets whole) {
        Frame unread = new Frame.Unknown(header.type(), header.flags(), 0, header.length());
        return new Arrival.Received(header, whole, unread, null);
    }

    private boolean preface(InputStream in) throws IOException {
        byte[] octets = in.readNBytes(Frames.magic().length());
        if (octets.length == 0) {
            arrivals.add(new Arrival.Closed("the connection was closed"));
            return false;
        }
        if (!Octets.wrap(octets).equals(Frames.magic())) {
            foreign(octets);
            return false;
        }
        arrivals.add(new Arrival.Preface());
        return true;
    }

    private void foreign(byte[] octets) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        String line = text.lines().findFirst().orElse("");
        arrivals.add(new Arrival.Foreign(line.length() > SHOWN ? line.substring(0, SHOWN) : line));
    }

    private static boolean startsLikeHttp1(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.");
    }
}
