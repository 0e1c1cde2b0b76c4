package dev.stillframe.h2.runtime.direct;

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
    private final Runnable cancel;
    private final Function<ResponseHead, @Nullable Decoding> decoding;

    // Under the lock.
    private int streamId;
    private @Nullable ResponseHead head;
    private @Nullable IOException failure;
    private boolean wrote;

    private @Nullable Decoding decoder;
    private boolean decided;

    /** Undoes the coding of content, piece by piece. */
    public interface Decoding {
        /** Whether there is a next piece without more coded octets. */
        @Nullable Octets next() throws IOException;

        /** Takes coded octets. */
        void feed(Octets coded) throws IOException;
    }

    /**
     * A request before its stream.
     *
     * @param cancel gives the request up where it has no stream
     * @param decoding for the content of a response; gives null where there is nothing to undo
     */
    public ClientStream(
            RequestHead request,
            Runnable cancel,
            Function<ResponseHead, @Nullable Decoding> decoding) {
        super(null);
        this.request = request;
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

    /** It waits for another stream. */
    public void again() {
        lock.lock();
        try {
            streamId = 0;
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

    /** Whether the request can be sent again as it was. */
    public boolean isUntouched() {
        lock.lock();
        try {
            return !wrote;
        } finally {
            lock.unlock();
        }
    }

    // ---- what the caller asks

    /** Waits until the request was given to a connection. */
    public void awaitBegun() throws IOException {
        await(
                () -> {
                    if (streamId > 0) {
                        return true;
                    }
                    stillThere();
                    return false;
                });
    }

    @Override
    void stillThere() throws IOException {
        if (failure != null && ended() != null) {
            throw failure;
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
    public @Nullable Octets read() throws IOException {
        if (!decided) {
            decoder = decoding.apply(response());
            decided = true;
        }
        Decoding undo = decoder;
        if (undo == null) {
            return super.read();
        }
        while (true) {
            Octets piece = undo.next();
            if (piece != null) {
                return piece;
            }
            Octets coded = super.read();
            if (coded == null) {
                return null;
            }
            undo.feed(coded);
        }
    }

    @Override
    void writable() throws IOException {
        awaitBegun();
        lock.lock();
        try {
            wrote = true;
        } finally {
            lock.unlock();
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
