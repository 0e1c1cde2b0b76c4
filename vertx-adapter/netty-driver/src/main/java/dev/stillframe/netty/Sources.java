package dev.stillframe.netty;

import dev.stillframe.api.connection.ErrorCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.stream.ChunkedInput;
import java.io.EOFException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The source that a stream reads its content from, and what was written behind it. */
final class Sources {
    /** How long a source that has nothing now, and has not ended, is left alone. */
    private static final long PAUSE_MILLIS = 5;

    private final DrivenStream stream;
    private final ChannelDriver driver;
    private final ArrayDeque<Behind> behind = new ArrayDeque<>(2);
    private final Runnable goOn = this::refill;
    private @Nullable Source source;

    Sources(DrivenStream stream, ChannelDriver driver) {
        this.stream = stream;
        this.driver = driver;
    }

    private record Source(ChunkedInput<ByteBuf> input, boolean endStream, Completion done) {}

    /** A write that waits for its turn, and what becomes of it when that never comes. */
    private record Behind(Runnable write, Runnable drop) {}

    /** Whether a source is read now, so that other writes come behind it. */
    boolean areBusy() {
        return source != null;
    }

    void add(ChunkedInput<ByteBuf> input, boolean endStream, Completion done) {
        Source next = new Source(input, endStream, done);
        if (source == null) {
            source = next;
            refill();
        } else {
            behind(
                    () -> {
                        source = next;
                        refill();
                    },
                    () -> {
                        close(input);
                        stream.tooLate(done);
                    });
        }
    }

    void behind(Runnable write, Runnable drop) {
        behind.add(new Behind(write, drop));
    }

    /** Reads what there is room for. */
    void refill() {
        Source from = source;
        while (from != null && stream.hasRoom()) {
            boolean ended;
            ByteBuf chunk;
            boolean stuck;
            try {
                long before = from.input().progress();
                chunk = from.input().readChunk(driver.alloc());
                ended = from.input().isEndOfInput();
                stuck = from.input().progress() == before;
            } catch (Exception e) {
                failed(from, e);
                return;
            }
            if (ended) {
                source = null;
                close(from.input());
                stream.send(
                        chunk == null ? Unpooled.EMPTY_BUFFER : chunk,
                        from.endStream(),
                        from.done());
                next();
                return;
            }
            if (chunk == null) {
                driver.later(goOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            if (stuck && !chunk.isReadable()) {
                // Such as a file that has shrunk: it would give nothing for ever.
                chunk.release();
                failed(from, new EOFException("a source has ended before its time"));
                return;
            }
            stream.send(chunk, false, Completion.IGNORED);
        }
    }

    private void next() {
        while (source == null && !behind.isEmpty()) {
            behind.remove().write().run();
        }
    }

    /** Half of it may have been sent: the peer is not to take that for the whole. */
    private void failed(Source from, Exception cause) {
        source = null;
        close(from.input());
        driver.completed(new Done(from.done(), cause));
        stream.reset(ErrorCode.INTERNAL_ERROR, Completion.IGNORED);
    }

    /** Nothing of it will be sent any more. */
    void drop() {
        Source from = source;
        source = null;
        if (from != null) {
            close(from.input());
            stream.tooLate(from.done());
        }
        while (!behind.isEmpty()) {
            behind.remove().drop().run();
        }
    }

    static void close(ChunkedInput<ByteBuf> input) {
        try {
            input.close();
        } catch (Exception e) {
            ChannelDriver.LOG.log(System.Logger.Level.DEBUG, "A source does not close", e);
        }
    }
}
