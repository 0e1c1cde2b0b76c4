package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.grpc.call.Answer;
import dev.stillframe.grpc.call.Calling.Over;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What comes of a call in direct style: by one thread at a time. */
final class Responses<I, O> {
    private final OpenCall<I, O> call;
    private final ReentrantLock reading = new ReentrantLock();
    private final ArrayDeque<O> ahead = new ArrayDeque<>(0);
    private int received;
    private volatile boolean settling;

    Responses(OpenCall<I, O> call) {
        this.call = call;
    }

    @Nullable O next() throws RpcException {
        reading.lock();
        try {
            O message = ahead.poll();
            if (message == null && !call.isOver()) {
                message = fetch();
            }
            return message == null ? atEnd() : call.around().response(message);
        } finally {
            read();
        }
    }

    boolean awaitNext() throws RpcException {
        reading.lock();
        try {
            return !ahead.isEmpty() || !call.isOver() && begins() || atEnd() != null;
        } finally {
            read();
        }
    }

    /** Whether a message begins; else the call is over. */
    private boolean begins() throws RpcException {
        OpenStream<I, O> from = answer();
        Incoming<O> in = from == null ? null : from.incoming();
        if (from == null || in == null) {
            return false;
        }
        try {
            if (in.begins()) {
                return true;
            }
            whole(from);
        } catch (IOException e) {
            call.end(from, Ended.by(e), FieldSection.EMPTY);
        }
        return false;
    }

    private @Nullable O atEnd() throws RpcException {
        Over end = call.over();
        if (end == null || end.status().isOk()) {
            return null;
        }
        throw new RpcException(end.status(), end.trailers());
    }

    /** The next message, or null and the call is over. */
    private @Nullable O fetch() throws RpcException {
        OpenStream<I, O> from = answer();
        Incoming<O> in = from == null ? null : from.incoming();
        if (from == null || in == null) {
            return null;
        }
        try {
            O message = in.next();
            if (message != null) {
                received++;
                return call.asking().method().kind().serverStreams()
                        ? asLongAsOpen(message)
                        : only(from, in, message);
            }
            whole(from);
        } catch (RpcException e) {
            unreadable(from, in, e.status());
        } catch (IOException e) {
            call.end(from, Ended.by(e), FieldSection.EMPTY);
        }
        return null;
    }

    /** Octets are read until the end: a message of later on may be made of anything. */
    private @Nullable O asLongAsOpen(O message) {
        return call.isOver() ? null : message;
    }

    /** The one message of a server that does not stream: good for something if the end is. */
    private @Nullable O only(OpenStream<I, O> from, Incoming<O> in, O message)
            throws RpcException, IOException {
        Status wrong = in.next() != null ? call.asking().oneMoreThan(received) : null;
        if (wrong == null) {
            whole(from);
        } else {
            call.end(from, wrong, FieldSection.EMPTY);
        }
        Over end = call.over();
        return end != null && end.status().isOk() ? message : null;
    }

    /** All messages were read. */
    private void whole(OpenStream<I, O> from) throws IOException {
        FieldSection trailers = from.exchange().trailers();
        call.end(from, call.asking().ended(trailers, received, null), trailers);
    }

    /** What came is no message. Where it only stops too early the server may have said why. */
    private void unreadable(OpenStream<I, O> from, Incoming<O> in, Status wrong) {
        if (!in.isOver()) {
            call.end(from, wrong, FieldSection.EMPTY);
            return;
        }
        try {
            FieldSection trailers = from.exchange().trailers();
            call.end(from, call.asking().ended(trailers, received, wrong), trailers);
        } catch (IOException e) {
            call.end(from, Ended.by(e), FieldSection.EMPTY);
        }
    }

    /** Waits for the attempt whose answer counts; null when the call is over before. */
    private @Nullable OpenStream<I, O> answer() throws RpcException {
        while (!call.isOver()) {
            OpenStream<I, O> own = call.callers();
            OpenStream<I, O> is = call.lead();
            if (is != null && is.answer() != null) {
                return is;
            }
            if (OpenStream.isAtWork(own) && own.answer() == null) {
                own.hear();
            } else {
                call.await(() -> call.isOver() || call.isAnswered());
            }
        }
        return null;
    }

    Metadata headers() throws RpcException {
        reading.lock();
        try {
            OpenStream<I, O> from = call.lead();
            if (from == null || from.answer() == null) {
                from = answer();
            }
            if (from == null) {
                atEnd();
            }
            return from != null && from.answer() instanceof Answer.Opened head
                    ? head.metadata()
                    : Metadata.EMPTY;
        } finally {
            read();
        }
    }

    /**
     * The stream has ended, as a writer has found. What it has brought is kept for the reader, and
     * the end looked for behind it.
     */
    void settle(OpenStream<I, O> stream, @Nullable IOException cause) throws RpcException {
        if (cause instanceof InterruptedIOException) {
            call.end(Ended.INTERRUPTED, Metadata.EMPTY);
            return;
        }
        settling = true;
        while (!call.isOver() && !stream.isOver()) {
            if (reading.tryLock()) {
                try {
                    look(stream);
                } finally {
                    reading.unlock();
                }
            } else {
                call.await(() -> call.isOver() || stream.isOver() || !reading.isLocked());
            }
        }
        settling = false;
    }

    /** Comes closer to the end of a stream, if it has one. */
    private void look(OpenStream<I, O> stream) throws RpcException {
        if (stream == call.lead() && stream.answer() != null) {
            O message = fetch();
            if (message != null) {
                ahead.add(message);
            }
        } else if (stream.isCallers() && stream.answer() == null) {
            stream.hear();
        } else {
            call.await(
                    () ->
                            call.isOver()
                                    || stream.isOver()
                                    || stream == call.lead() && stream.answer() != null);
        }
    }

    private void read() {
        reading.unlock();
        if (settling) {
            call.outgoing().changed();
        }
    }
}
