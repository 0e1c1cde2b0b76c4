package dev.stillframe.h2.runtime;

import dev.stillframe.api.Application;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Transport;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.h2.runtime.recorder.Tape;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Drives one connection.
 *
 * <p>Threads meet in the inbox. Whoever gets the lock takes the turn; whoever does not leaves its
 * event to the one that has it, which looks into the inbox again after it has let go. So nobody
 * waits for a turn but the reader, and no event is left lying.
 */
final class Driver implements Http2Connection {
    static final Logger LOG = System.getLogger("dev.stillframe.h2");
    private static final String INTERNAL = "internal error";

    /** How often the inbox is looked into again before a write. */
    private static final int MORE = 3;

    private final Transport transport;
    private final Application application;
    private final @Nullable Tape tape;
    private final Queue<Object> inbox = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private final Outbox outbox = new Outbox();
    private final List<Event> events = new ArrayList<>();
    private final List<Payload> empty = new ArrayList<>();
    private List<Payload> done = new ArrayList<>();
    private Batch filling;
    private @Nullable Batch writing;
    private boolean closing;

    private volatile Iteration state;
    private volatile int congestion;
    private volatile boolean writeOver;
    private volatile @Nullable String failure;
    private volatile @Nullable Thread writer;

    /**
     * @param tape records each step; null where nothing is recorded
     */
    Driver(
            ConnectionState initial,
            Transport transport,
            Application application,
            @Nullable Tape tape) {
        this.state = initial;
        this.transport = transport;
        this.application = application;
        this.tape = tape;
        this.filling = new Batch(transport);
    }

    @Override
    public void upgraded(Octets settings, RequestHead request) {
        lock.lock();
        try {
            begin();
            events.add(new Event.Upgraded(settings, request));
            step();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void received(ByteBuffer octets) {
        lock.lock();
        try {
            begin();
            events.add(new Event.Received(Octets.wrap(octets)));
            octets.position(octets.limit());
            step();
        } finally {
            lock.unlock();
        }
        if (!inbox.isEmpty()) {
            turn(); // of a thread that could not have its turn meanwhile
        }
    }

    @Override
    public void inputClosed() {
        inbox.add(new Event.InputClosed());
        turn();
    }

    @Override
    public void failed(Throwable cause) {
        gone(cause);
        turn();
    }

    private void gone(Throwable cause) {
        String message = cause.getMessage();
        String reason = message == null ? cause.getClass().getSimpleName() : message;
        failure = reason;
        inbox.add(new Event.TransportFailed(reason));
    }

    @Override
    public void written() {
        over();
    }

    @Override
    public void writeFailed(Throwable cause) {
        gone(cause);
        over();
    }

    private void over() {
        writeOver = true;
        if (writer != Thread.currentThread()) {
            turn();
        }
    }

    @Override
    public void tell(Command command) {
        inbox.add(command);
    }

    @Override
    public void send(int streamId, ByteBuffer payload, boolean endStream, Sent sent) {
        inbox.add(Payload.of(streamId, payload, endStream, sent));
    }

    @Override
    public void consumed(int streamId, int octets) {
        inbox.add(new Event.Consumed(streamId, octets));
    }

    @Override
    public void released(int streamId) {
        inbox.add(new Event.Released(streamId));
    }

    @Override
    public Bundle bundle() {
        return new Gathered(inbox);
    }

    @Override
    public boolean isCongested() {
        // A client's own requests are bounded by what the server allows, and the rest by budgets:
        // it reads on, so that of two ends of ours one always does.
        return state.role() == Role.SERVER && congestion > limit();
    }

    @Override
    public Iteration iteration() {
        return state;
    }

    @Override
    public void absorb() {
        if (!inbox.isEmpty() && lock.tryLock()) {
            try {
                writeOver();
                drain();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void turn() {
        do {
            if (!lock.tryLock()) {
                return; // whoever holds it looks into the inbox after letting go
            }
            Batch batch;
            List<Payload> completed;
            boolean close;
            try {
                writeOver();
                drain();
                for (int i = 0; i < MORE && !inbox.isEmpty(); i++) {
                    drain(); // what notices have called for leaves in the same write
                }
                batch = nextWrite();
                // Never the list itself while it is empty: the next turn may fill it meanwhile.
                completed = done.isEmpty() ? List.of() : done;
                if (!completed.isEmpty()) {
                    done = new ArrayList<>();
                }
                congestion = queued() - content();
                close = batch == null && writing == null && closing;
                closing &= !close;
            } finally {
                lock.unlock();
            }
            completed.forEach(Payload::complete);
            if (batch != null) {
                write(batch);
            }
            if (close) {
                transport.close();
            }
        } while (!inbox.isEmpty() || writeOver);
    }

    private void write(Batch batch) {
        // A transport that writes at once says so from within write; the loop above then goes on,
        // not deeper.
        writer = Thread.currentThread();
        try {
            transport.write(batch.octets());
        } catch (RuntimeException e) {
            writeFailed(e);
        } finally {
            if (writer == Thread.currentThread()) {
                writer = null; // unless the write is over and another thread is at the next one
            }
        }
    }

    /** The buffers of a write are the transport's until it says that the write is over. */
    private void writeOver() {
        if (writeOver) {
            writeOver = false;
            Batch over = writing;
            if (over != null) {
                over.written(failure, done);
                writing = null;
            }
        }
    }

    private void drain() {
        begin();
        int before = events.size();
        for (Object next = inbox.poll(); next != null; next = inbox.poll()) {
            if (next instanceof Gathered.All all) {
                all.items().forEach(this::take);
            } else {
                take(next);
            }
        }
        boolean due = ((Event.Clock) events.getFirst()).nanos() >= state.wakeAt();
        // Room alone moves nothing unless a stream waits for it; the next step is told anyway.
        boolean awaited = before > 1 && ((ConnectionState) state).awaitsRoom();
        if (events.size() > before || awaited || due) {
            step();
        } else {
            events.clear();
        }
    }

    private void take(Object next) {
        if (next instanceof Payload payload) {
            if (payload.octets.hasRemaining()) {
                outbox.add(payload);
            } else {
                empty.add(payload);
            }
            events.add(payload.command);
        } else {
            events.add((Event) next);
        }
    }

    /**
     * Each batch of events begins with the time, and with what the transport can take if that has
     * changed.
     */
    private void begin() {
        events.add(new Event.Clock(transport.now()));
        int room = Math.max(0, limit() - queued());
        if (room != ((ConnectionState) state).room()) {
            events.add(new Event.Room(room));
        }
    }

    private int limit() {
        return ((ConnectionState) state).options().limits().maxQueuedOctets();
    }

    private int queued() {
        Batch inFlight = writing;
        return filling.length() + (inFlight == null ? 0 : inFlight.length());
    }

    /**
     * Payload is bounded by the room that the transport has, and does not stop reading: two ends
     * that both wait to write must both go on reading, or they wait for ever.
     */
    private int content() {
        Batch inFlight = writing;
        return filling.content() + (inFlight == null ? 0 : inFlight.content());
    }

    private void step() {
        List<Effect> effects;
        try {
            Transition transition = step(events);
            state = transition.next();
            effects = transition.effects();
        } catch (RuntimeException e) {
            // No input throws: this is a bug of ours. The old state is intact, so every stream can
            // still be told.
            LOG.log(Level.ERROR, "A step has failed; the connection ends", e);
            empty.forEach(payload -> payload.failure = INTERNAL);
            Transition end = step(List.of(new Event.TransportFailed(INTERNAL)));
            state = end.next();
            effects = end.effects();
        } finally {
            events.clear();
        }
        try {
            effects.forEach(this::interpret);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "An effect has failed; the connection ends", e);
            failure = INTERNAL;
            inbox.add(new Event.TransportFailed(INTERNAL));
        }
        done.addAll(empty);
        empty.clear();
        congestion = queued() - content();
    }

    private Transition step(List<Event> batch) {
        return tape == null ? state.step(batch) : tape.step(state, batch);
    }

    private void interpret(Effect effect) {
        switch (effect) {
            case Effect.Send send -> filling.frames(send.octets());
            case Effect.Take take -> outbox.take(take.streamId(), take.octets(), filling, done);
            case Effect.Drop drop -> outbox.drop(drop.streamId(), "the stream has ended", done);
            case Effect.WakeAt wakeAt -> transport.wakeAt(wakeAt.nanos());
            case Effect.Close ignored -> {
                closing = true;
                outbox.dropAll("the connection has ended", done);
            }
            case Notice notice -> tell(notice);
        }
    }

    private void tell(Notice notice) {
        if (notice instanceof Notice.Rejected rejected
                && rejected.command() instanceof Command.Data data
                && !outbox.reject(data, rejected.reason(), done)) {
            for (Payload payload : empty) {
                if (payload.command == data) {
                    payload.failure = rejected.reason();
                }
            }
        }
        try {
            application.on(notice);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The application has failed on " + notice, e);
        }
    }

    private @Nullable Batch nextWrite() {
        if (writing != null || filling.length() == 0) {
            return null;
        }
        Batch batch = filling;
        filling = new Batch(transport);
        if (failure != null) {
            batch.written(failure, done); // nothing can be written any more
            return null;
        }
        writing = batch;
        return batch;
    }
}
