package dev.stillframe.netty;

import dev.stillframe.api.Application;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Drives one connection on its channel's event loop.
 *
 * <p>The engine only notes what has happened; listeners are told when it has let go ({@link
 * Telling}). What they ask for goes into the engine's inbox, and one turn follows: at the end of
 * the read, or of the loop's tasks that stand in its queue by then.
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
    private final Telling telling;
    private final int highWater;
    private final Runnable queuedTurn = this::queuedTurn;
    private final Supplier<Iteration> now = this::iteration;

    /** Commands whose callers want to know, until the turn in which they are followed. */
    private final ArrayDeque<Done> told = new ArrayDeque<>();

    private boolean reading;
    private boolean turnQueued;
    private boolean turning;
    private boolean stalled;
    private boolean leaving;

    ChannelDriver(
            ChannelHandlerContext context, DriverOptions options, ConnectionListener listener) {
        this.context = context;
        this.loop = context.executor();
        this.listener = listener;
        this.highWater = options.highWater();
        this.hosted = options.hosted() == null ? null : new HostedStreams(this, options, context);
        Limits limits = options.options().limits();
        this.transport = new ChannelTransport(this, context, limits.stallTimeout());
        Options spread =
                limits.maxAge().isZero()
                        ? options.options()
                        : options.options()
                                .with(limits.spread(ThreadLocalRandom.current().nextDouble()));
        this.questions = new Questions(this, spread.limits());
        this.telling = new Telling(this, listener, questions);
        this.engine = options.engine().open(spread, transport, this);
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
        telling.settle(now);
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
            within(engine::inputClosed);
        }
    }

    @Override
    public void failed(Throwable cause) {
        reading = false;
        if (!telling.isClosed()) {
            within(() -> engine.failed(cause));
        }
        transport.over();
    }

    // What the transport says.

    void writing(long octets) {
        listener.written(octets);
    }

    void written() {
        within(engine::written);
    }

    void writeFailed(Throwable cause) {
        within(() -> engine.writeFailed(cause));
    }

    // Turns.

    /** A turn is due: at the end of this read, or behind what the loop has in its queue. */
    private void due() {
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
        if (!turning) {
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
        }
    }

    /** Says something to the engine that takes a turn itself, unless this is within one. */
    private void within(Runnable step) {
        if (turning) {
            step.run();
            return;
        }
        turning = true;
        try {
            step.run();
        } finally {
            turning = false;
        }
        afterTurn();
    }

    private void afterTurn() {
        if (hosted != null && hosted.run()) {
            due();
        }
        if (!told.isEmpty()) {
            telling.addAll(told);
        }
        telling.settle(now);
        if (stalled) {
            mayRead();
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
            telling.add(notice);
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
        if (telling.stream(streamId) != null) {
            engine.tell(new Command.Reset(streamId, ErrorCode.INTERNAL_ERROR));
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
        telling.add(done);
        toldLater();
    }

    void roomFor(DrivenStream stream) {
        telling.roomFor(stream);
        toldLater();
    }

    /** What was added is told after this turn, or while listeners are told; or by a turn. */
    private void toldLater() {
        if (!turning && !telling.isSettling()) {
            due();
        }
    }

    void consumed(int streamId, int octets) {
        engine.consumed(streamId, octets);
        due();
    }

    void released(int streamId) {
        engine.released(streamId);
        due();
    }

    void later(Runnable task, long delay, TimeUnit unit) {
        loop.schedule(task, delay, unit);
    }

    // What the application asks.

    @Override
    public ConnectionListener listener() {
        return listener;
    }

    @Override
    public @Nullable DriverStream stream(int id) {
        return telling.stream(id);
    }

    @Override
    public int streams() {
        return telling.size() + (hosted == null ? 0 : hosted.size());
    }

    @Override
    public void ping(long opaque, Pong pong) {
        questions.ping(opaque, pong, telling.isClosed());
    }

    @Override
    public void extension(int streamId, int type, int flags, ByteBuf payload, Completion done) {
        questions.extension(streamId, type, flags, payload, done);
    }

    @Override
    public Limits limits() {
        return questions.limits();
    }

    @Override
    public void change(Limits limits, Completion done) {
        questions.change(limits, done, telling.isClosed());
    }

    @Override
    public void drain(ErrorCode code, String reason, Duration timeout) {
        if (!isLeaving()) {
            change(limits().toBuilder().drainTimeout(timeout).build(), Completion.IGNORED);
            tell(new Command.Shutdown(code, reason, true), Completion.IGNORED);
            leave();
        }
    }

    @Override
    public void shutdown(ErrorCode code, String reason) {
        if (!telling.isClosed()) {
            tell(new Command.Shutdown(code, reason, false), Completion.IGNORED);
            leave();
        }
    }

    private void leave() {
        if (!leaving) {
            leaving = true;
            listener.draining();
        }
    }

    @Override
    public boolean isLeaving() {
        return leaving || telling.isClosed();
    }

    @Override
    public Iteration iteration() {
        return engine.iteration();
    }
}
