package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request in direct style. */
public final class ClientStream extends DirectStream implements ClientExchange {
    private final RequestHead request;
    private final boolean given;
    private final Runnable cancel;
    private final Function<ResponseHead, @Nullable Decoding> decoding;

    // Under the lock.
    private int streamId;
    private @Nullable ResponseHead head;
    private @Nullable IOException failure;
    private boolean wrote;
    private boolean isEarly;
    private @Nullable Runnable early;

    private @Nullable Decoding decoder;
    private boolean decided;

    /** Undoes the coding of content, piece by piece. */
    public interface Decoding {
        /** Takes coded octets, which stay as they are until {@link #next} gives null. */
        void feed(Octets coded);

        /** The next piece, or null when more coded octets are needed. */
        @Nullable Octets next() throws IOException;

        /** Nothing more is coming: throws where that is too early. */
        void complete() throws IOException;

        /** Nothing more is wanted. */
        void end();
    }

    /**
     * A request before its stream.
     *
     * @param given whether content comes with the request: when it has left is known by the
     *     stream's end alone
     * @param cancel gives the request up where it has no stream
     * @param decoding for the content of a response; gives null where there is nothing to undo
     */
    public ClientStream(
            RequestHead request,
            boolean given,
            Runnable cancel,
            Function<ResponseHead, @Nullable Decoding> decoding) {
        super(null);
        this.request = request;
        this.given = given;
        this.cancel = cancel;
        this.decoding = decoding;
    }

    // ---- what its call tells

    /** The stream is open. Within a turn. */
    public void begun(Line on, int id, boolean outputEnded) {
        lock.lock();
        try {
            line(on);
            streamId = id;
            if (outputEnded) {
                outputEnded();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * It waits for another stream, unless something was written on this one.
     *
     * @return whether it does
     */
    public boolean rewind() {
        lock.lock();
        try {
            if (wrote) {
                return false;
            }
            streamId = 0;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What the stream was told. */
    public void on(Notice notice) {
        if (notice instanceof Notice.Response response) {
            if (!response.head().isInterim()) {
                head(response.head());
            }
            if (response.endStream()) {
                inputEnded();
            }
        } else if (notice instanceof Notice.Data data) {
            data(data);
        } else if (notice instanceof Notice.Trailers last) {
            trailers(last.fields());
        }
    }

    private void head(ResponseHead received) {
        lock.lock();
        try {
            head = received;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The response is whole, and the request is not. */
    public void early() {
        lock.lock();
        try {
            isEarly = true;
            tellOfEarly();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void tellOfEarly() {
        Runnable told = early;
        if (isEarly && told != null) {
            early = null;
            Thread.ofVirtual().name("stillframe-early").start(told);
        }
    }

    /** The stream is over. */
    public void over(End end, @Nullable IOException why) {
        lock.lock();
        try {
            failure = why;
        } finally {
            lock.unlock();
        }
        ended(end);
    }

    /** There will be no stream. */
    public void failed(IOException why) {
        over(new End.Reset(ErrorCode.CANCEL, false, ""), why);
    }

    // ---- what the caller asks

    /** Waits until the request was given to a connection. */
    public void awaitBegun() throws IOException {
        await(this::isBegun);
    }

    /** Under the lock. */
    private boolean isBegun() throws IOException {
        if (streamId > 0) {
            return true;
        }
        stillThere();
        return false;
    }

    @Override
    void stillThere() throws IOException {
        if (failure != null && ended() != null) {
            throw failure instanceof ClientException known ? known.again() : failure;
        }
        super.stillThere();
    }

    @Override
    public int streamId() {
        lock.lock();
        try {
            return streamId;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public ResponseHead response() throws IOException {
        await(
                () -> {
                    if (head != null) {
                        return true;
                    }
                    stillThere();
                    return false;
                });
        lock.lock();
        try {
            if (head == null) {
                throw new IllegalStateException("no head");
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onEarly(Runnable told) {
        lock.lock();
        try {
            early = told;
            tellOfEarly();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Octets read() throws IOException {
        if (!decided) {
            decoder = decoding.apply(response());
            decided = true;
        }
        Decoding undo = decoder;
        return undo == null ? super.read() : read(undo);
    }

    private @Nullable Octets read(Decoding undo) throws IOException {
        for (Octets piece = undo.next(); ; piece = undo.next()) {
            if (piece != null) {
                return piece;
            }
            Octets coded = super.read();
            if (coded == null) {
                undo.complete();
                return null;
            }
            undo.feed(coded);
        }
    }

    /** A response that was whole may be followed by a reset (RFC 9113 section 8.1). */
    @Override
    boolean losesUnread() {
        return false;
    }

    @Override
    void writable() throws IOException {
        // At once: from here on the request is not sent again by itself.
        await(
                () -> {
                    wrote |= isBegun();
                    return wrote;
                });
    }

    /** How the stream has ended is told by the loop, which may be a moment behind. */
    @Override
    void unsent(String reason) throws IOException {
        while (ended() == null) {
            changed.awaitUninterruptibly();
        }
        super.unsent(reason);
    }

    @Override
    public void close() {
        super.close();
        if (given && isInputEnded()) {
            reset(ErrorCode.CANCEL); // what has not left yet
        }
        Decoding undo = decoder;
        if (undo != null) {
            undo.end();
        }
        if (streamId() > 0) {
            line().flush(); // what was not read goes back as credit
        }
    }

    @Override
    void cancel() {
        if (streamId() > 0) {
            super.cancel();
        } else {
            cancel.run();
        }
    }

    @Override
    public void reset(ErrorCode code) {
        if (streamId() > 0) {
            super.reset(code);
        } else if (ended() == null) {
            cancel.run();
        }
    }
}
