package dev.stillframe.netty;

import dev.stillframe.api.Application;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drives one connection on its channel's event loop.
 *
 * <p>The engine only notes what has happened; listeners are told when it has let go ({@link
 * #settle}). What they ask for goes into the engine's inbox, and one turn follows: at the end of the
 * read, or of the loop's tasks that stand in its queue by then.
 */
final class ChannelDriver implements Driver, Application {
    static final Logger LOG = System.getLogger("dev.stillframe.netty");

    private final ChannelHandlerContext context;
    private final EventExecutor loop;
    private final ConnectionListener listener;
    private final ChannelTransport transport;
    private final Http2Connection engine;
    private final @Nullable HostedStreams hosted;
    private final Questions questions;
    private final int highWater;
    private final Runnable queuedTurn = this::queuedTurn;

    private final IntObjectHashMap<DrivenStream> streams = new IntObjectHashMap<>();
    private final ArrayDeque<Notice> notices = new ArrayDeque<>();
    private final ArrayDeque<Done> told = new ArrayDeque<>();
    private final ArrayDeque<Done> completed = new ArrayDeque<>();
    private final ArrayDeque<DrivenStream> roomy = new ArrayDeque<>();

    private boolean reading;
    private boolean turnQueued;
    private boolean turning;
    private boolean settling;
    private boolean stalled;
    private boolean leaving;
    private boolean drainTold;
    private boolean closed;

    ChannelDriver(
            ChannelHandlerContext context, DriverOptions options, ConnectionListener listener) {
        this.context = context;
        this.loop = context.executor();
        this.listener = listener;
        this.highWater = options.highWater();
        this.transport = new ChannelTransport(this, context);
        this.hosted = options.hosted() == null ? null : new HostedStreams(this, options, context);
        Limits limits = options.options().limits();
        Options spread =
                limits.maxAge().isZero()
                        ? options.options()
                        : options.options()
                                .with(limits.spread(ThreadLocalRandom.current().nextDouble()));
        this.engine = options.engine().open(spread, transport, this);
        this.questions = new Questions(this, spread.limits());
    }

    // What the channel says.

    @Override
    public void start() {
        turn();
    }

    @Override
    public void upgraded(Octets settings, RequestHead request) {
        engine.upgraded(settings, request);
        turn();
    }

    @Override
    public void received(ByteBuf octets) {
        reading = true;
        try {
            if (octets.nioBufferCount() == 1) {
                received(octets.nioBuffer());
            } else {
                for (ByteBuffer part : octets.nioBuffers()) {
                    received(part);
                }
            }
        } finally {
            octets.release();
        }
    }

    private void received(ByteBuffer octets) {
        engine.received(octets);
        if (hosted != null) {
            hosted.run(); // before the octets are gone
        }
        settle();
    }

    @Override
    public void readComplete() {
        reading = false;
        turn();
        mayRead();
    }

    /** Reading waits while too much waits to be written. */
    private void mayRead() {
        if (stalled != engine.isCongested()) {
            stalled = !stalled;
            context.channel().config().setAutoRead(!stalled);
        }
    }

    @Override
    public void inputClosed() {
        reading = false;
        if (transport.isClosing()) {
            transport.closeWholly();
        } else {
            engine.inputClosed();
            afterTurn();
        }
    }

    @Override
    public void failed(Throwable cause) {
        reading = false;
        if (!closed) {
            engine.failed(cause);
            afterTurn();
        }
        transport.stop();
    }

    // What the transport says.

    void writing(long octets) {
        listener.written(octets);
    }

    void written() {
        engine.written();
        settleWrite();
    }

    void writeFailed(Throwable cause) {
        engine.writeFailed(cause);
        settleWrite();
    }

    private void settleWrite() {
        if (!turning) {
            afterTurn();
            if (stalled) {
                mayRead();
            }
        }
    }

    // Turns.

    /** A turn is due: at the end of this read, or behind what the loop has in its queue. */
    void due() {
        if (!reading && !turnQueued) {
            turnQueued = true;
            loop.execute(queuedTurn);
        }
    }

    private void queuedTurn() {
        turnQueued = false;
        turn();
    }


    @Override
    public void flush() {
        turn();
    }

    private void turn() {
        if (turning) {
            return;
        }
        turning = true;
        try {
            if (hosted != null && hosted.areAny()) {
                hosted.turn(engine);
            } else {
                engine.turn();
            }
        } finally {
            turning = false;
        }
        afterTurn();
        if (stalled) {
            mayRead();
        }
    }

    private void afterTurn() {
        if (hosted != null && hosted.areAny() && hosted.run()) {
            due();
        }
        for (Done each = told.poll(); each != null; each = told.poll()) {
            completed.add(each);
        }
        settle();
    }

    /** Tells whoever is to be told. What they ask for meanwhile is for the next turn. */
    private void settle() {
        if (settling) {
            return;
        }
        settling = true;
        try {
            boolean more = true;
            while (more) {
                complete();
                Notice notice = notices.poll();
                if (notice != null) {
                    deliver(notice);
                } else {
                    DrivenStream stream = roomy.poll();
                    more = stream != null;
                    if (stream != null) {
                        room(stream);
                    }
                }
            }
            questions.look(engine.iteration());
        } finally {
            settling = false;
        }
    }

    private void complete() {
        for (Done each = completed.poll(); each != null; each = completed.poll()) {
            try {
                each.completion.completed(each.failure);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "The application has failed on the end of a write", e);
            }
        }
    }

    private void room(DrivenStream stream) {
        try {
            stream.room();
        } catch (RuntimeException e) {
            broken(stream, e);
        }
    }

    // What the engine says.

    @Override
    public void on(Notice notice) {
        if (hosted != null && hosted.takes(notice)) {
            return;
        }
        if (notice instanceof Notice.Rejected rejected) {
            rejected(rejected);
        } else {
            notices.add(notice);
        }
    }

    private void rejected(Notice.Rejected rejected) {
        Command command = rejected.command();
        LOG.log(Level.DEBUG, "Rejected {0}: {1}", command, rejected.reason());
        for (Done each : told) {
            if (each.command == command) {
                each.failure = new StreamOverException(rejected.reason());
            }
        }
        // A response that cannot be sent must not leave the peer waiting.
        int streamId =
                switch (command) {
                    case Command.Respond respond -> respond.streamId();
                    case Command.Trailers trailers -> trailers.streamId();
                    default -> 0;
                };
        if (streams.containsKey(streamId)) {
            engine.tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR));
        }
    }

    private void deliver(Notice notice) {
        DrivenStream stream = notice.streamId() == 0 ? null : streams.get(notice.streamId());
        try {
            if (stream != null) {
                deliver(stream, notice);
            } else if (notice instanceof Notice.Request request) {
                open(request);
            } else {
                tell(notice);
            }
        } catch (RuntimeException e) {
            broken(stream, e);
        }
    }

    private void open(Notice.Request request) {
        DrivenStream stream = new DrivenStream(this, request.streamId(), request.head());
        streams.put(request.streamId(), stream);
        try {
            StreamListener to = listener.request(stream, request.head());
            stream.listener(to);
            if (request.endStream()) {
                to.inputEnded(FieldSection.EMPTY);
            }
        } catch (RuntimeException e) {
            broken(stream, e);
        }
    }

    private void deliver(DrivenStream stream, Notice notice) {
        StreamListener to = stream.listener();
        switch (notice) {
            case Notice.Data data -> {
                if (!data.octets().isEmpty()) {
                    if (to == null) {
                        stream.consumed(data.octets().length());
                    } else {
                        to.data(data.octets());
                    }
                }
                if (data.endStream() && to != null) {
                    to.inputEnded(FieldSection.EMPTY);
                }
            }
            case Notice.Trailers trailers -> {
                if (to != null) {
                    to.inputEnded(trailers.fields());
                }
            }
            case Notice.Ended ended -> {
                streams.remove(stream.id());
                stream.end(ended.end() instanceof End.Complete);
                complete();
                if (to == null) {
                    stream.released();
                } else {
                    to.closed(ended.end());
                }
            }
            default -> tell(notice);
        }
    }

    private void tell(Notice notice) {
        switch (notice) {
            case Notice.PeerSettings settings -> listener.peerSettings(settings.settings());
            case Notice.Pong pong -> questions.came(pong);
            case Notice.GoAway goAway -> listener.goAway(goAway);
            case Notice.Fault fault ->
                    listener.fault(fault.streamId(), fault.code(), fault.reason());
            case Notice.Closed over -> {
                closed = true;
                leaving = true;
                questions.over(over.reason());
                complete();
                listener.closed(over);
            }
            default -> {}
        }
    }

    /** The application has thrown: that costs the stream. */
    private void broken(@Nullable DrivenStream stream, RuntimeException e) {
        LOG.log(Level.ERROR, "The application has failed on " + stream, e);
        if (stream != null) {
            stream.abort(ErrorCode.INTERNAL_ERROR);
        }
    }

    // What streams use.

    Http2Connection engine() {
        return engine;
    }

    int highWater() {
        return highWater;
    }

    ByteBufAllocator alloc() {
        return context.alloc();
    }

    void tell(Command command, Completion done) {
        engine.tell(command);
        if (done != Completion.IGNORED) {
            told.add(new Done(command, done));
        }
        due();
    }

    void send(int streamId, ByteBuffer octets, boolean endStream, Http2Connection.Sent sent) {
        engine.send(streamId, octets, endStream, sent);
        due();
    }

    void completed(Done done) {
        completed.add(done);
        due();
    }

    void consumed(int streamId, int octets) {
        engine.consumed(streamId, octets);
        due();
    }

    void released(int streamId) {
        engine.released(streamId);
        due();
    }

    void roomFor(DrivenStream stream) {
        roomy.add(stream);
        due();
    }

    void later(Runnable task, long delay, TimeUnit unit) {
        loop.schedule(task, delay, unit);
    }

    // What the application asks.

    @Override
    public @Nullable DriverStream stream(int id) {
        return streams.get(id);
    }

    @Override
    public int streams() {
        return streams.size() + (hosted == null ? 0 : hosted.size());
    }

    @Override
    public void ping(long opaque, Pong pong) {
        questions.ping(opaque, pong, closed);
    }

    @Override
    public Limits limits() {
        return questions.limits();
    }

    @Override
    public void change(Limits limits, Completion done) {
        questions.change(limits, done, closed);
    }

    @Override
    public void drain(ErrorCode code, String reason, Duration timeout) {
        if (!leaving) {
            change(limits().toBuilder().drainTimeout(timeout).build(), Completion.IGNORED);
            tell(new Command.Shutdown(code, reason, true), Completion.IGNORED);
            leave();
        }
    }

    @Override
    public void shutdown(ErrorCode code, String reason) {
        if (!closed) {
            tell(new Command.Shutdown(code, reason, false), Completion.IGNORED);
            leave();
        }
    }

    private void leave() {
        leaving = true;
        if (!drainTold) {
            drainTold = true;
            listener.draining();
        }
    }

    @Override
    public boolean isLeaving() {
        return leaving;
    }

    @Override
    public Iteration iteration() {
        return engine.iteration();
    }
}
