package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.Inbox;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.direct.Exchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What both ends' streams share: the peer's message on its way to a reader, and ours from a writer.
 *
 * <p>The lock is a leaf: nothing of the connection's is called under it but the inbox.
 */
abstract class DirectStream implements Exchange {
    private volatile @Nullable Line line;
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();

    // Under the lock.
    private final Unread unread = new Unread();
    private FieldSection trailers = FieldSection.EMPTY;
    private boolean inputEnded;
    private boolean discarding;
    private @Nullable End end;
    private @Nullable Consumer<End> failure;

    // The writer's.
    private boolean outputEnded;

    DirectStream(@Nullable Line line) {
        this.line = line;
    }

    /** The connection that it is on. */
    final Line line() {
        Line on = line;
        if (on == null) {
            throw new IllegalStateException("the stream was not begun");
        }
        return on;
    }

    final void line(Line on) {
        line = on;
    }

    // ---- what the connection tells, under its lock

    final void data(Notice.Data data) {
        Octets octets = data.octets();
        lock.lock();
        try {
            if (discarding) {
                line().connection().consumed(streamId(), octets.length());
            } else if (!octets.isEmpty()) {
                unread.add(Content.of(octets, line()));
            }
            inputEnded |= data.endStream();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    final void trailers(FieldSection fields) {
        lock.lock();
        try {
            trailers = fields;
            inputEnded = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    final void inputEnded() {
        trailers(FieldSection.EMPTY);
    }

    final void ended(End how) {
        lock.lock();
        try {
            end = how;
            if (losesUnread() && !(how instanceof End.Complete)) {
                unread.lose();
            }
            changed.signalAll();
            tellOfFailure();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether what waits to be read goes when the peer gives the stream up. Its credit has gone
     * back to the connection: what were kept would not be bounded by any window.
     */
    abstract boolean losesUnread();

    /** Under the lock. */
    private void tellOfFailure() {
        Consumer<End> told = failure;
        End how = end;
        if (told != null && how != null && !(how instanceof End.Complete)) {
            failure = null;
            Thread.ofVirtual().name("stillframe-failure").start(() -> told.accept(how));
        }
    }

    // ---- the reader

    @Override
    public @Nullable Octets read() throws IOException {
        if (giveBack()) {
            line().flush();
        }
        await(this::readable);
        lock.lock();
        try {
            return unread.next();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is something to read, or there never will be. Under the lock. */
    private boolean readable() throws IOException {
        if (unread.isLost()) {
            stillThere();
        }
        if (!unread.isEmpty() || inputEnded) {
            return true;
        }
        stillThere();
        return false;
    }

    /** Under the lock: the stream has not ended early. */
    void stillThere() throws IOException {
        if (end != null) {
            throw new StreamException(end);
        }
    }

    /** What was read is not needed any more; says whether a turn is due for it. */
    private boolean giveBack() {
        lock.lock();
        try {
            boolean worthIt = unread.letGoOfRead();
            if (worthIt) {
                credit();
            }
            return worthIt;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void credit() {
        int octets = unread.credit();
        if (octets > 0) {
            line().connection().consumed(streamId(), octets);
        }
    }

    /** A condition, looked at under the lock. */
    interface Check {
        boolean holds() throws IOException;
    }

    /** Waits until it holds. What stands in the inbox is sent before the wait. */
    final void await(Check check) throws IOException {
        lock.lock();
        try {
            if (check.holds()) {
                return;
            }
            if (line != null) {
                credit();
            }
        } finally {
            lock.unlock();
        }
        if (line != null) {
            line().flush();
        }
        lock.lock();
        try {
            while (!check.holds()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    final InterruptedIOException interrupted() {
        cancel();
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted; the stream was reset");
    }

    @Override
    public FieldSection trailers() throws IOException {
        while (read() != null) {
            // What is not wanted goes back as credit.
        }
        lock.lock();
        try {
            return trailers;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public InputStream input() {
        return new ContentInput(this);
    }

    // ---- the writer

    /** Whether our head was sent, so that content may follow. */
    abstract void writable() throws IOException;

    @Override
    public void write(ByteBuffer octets) throws IOException {
        open();
        lock.lock();
        try {
            stillThere();
        } finally {
            lock.unlock();
        }
        if (octets.hasRemaining()) {
            Handover handover = new Handover(this);
            line().connection().send(streamId(), octets, false, handover);
            line().flush();
            handover.await();
        }
    }

    private void open() throws IOException {
        writable();
        if (outputEnded) {
            throw new IllegalStateException("the message was ended");
        }
    }

    /** Under the lock: a payload was not sent. */
    void unsent(String reason) throws IOException {
        stillThere();
        throw new IOException(reason);
    }

    /** Sends content that nobody will change, and does not wait for it. */
    final void sendWhole(Octets octets, boolean last, Inbox to) {
        if (!octets.isEmpty() || last) {
            to.send(streamId(), octets.toByteBuffer(), last, Unheard.INSTANCE);
        }
        outputEnded |= last;
    }

    @Override
    public OutputStream output() {
        return new ContentOutput(this);
    }

    @Override
    public void end() throws IOException {
        if (!outputEnded) {
            writable();
            sendWhole(Octets.EMPTY, true, line().connection());
            line().flush();
        }
    }

    @Override
    public void end(FieldSection fields) throws IOException {
        if (fields.isEmpty()) {
            end();
            return;
        }
        open();
        outputEnded = true;
        line().connection().tell(new Command.Trailers(streamId(), fields));
        line().flush();
    }

    final void outputEnded() {
        outputEnded = true;
    }

    final boolean isOutputEnded() {
        return outputEnded;
    }

    final boolean isInputEnded() {
        lock.lock();
        try {
            return inputEnded;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a read need not wait. */
    final boolean hasInput() {
        lock.lock();
        try {
            return !unread.isEmpty() || inputEnded;
        } finally {
            lock.unlock();
        }
    }

    // ---- the end

    @Override
    public void reset(ErrorCode code) {
        if (ended() == null) {
            line().connection().tell(new Command.Reset(streamId(), code));
            line().flush();
        }
    }

    /** The same for who holds the lock. */
    void cancel() {
        line().connection().tell(new Command.Reset(streamId(), ErrorCode.CANCEL));
        line().flushLater();
    }

    @Override
    public void onFailure(Consumer<End> told) {
        lock.lock();
        try {
            failure = told;
            tellOfFailure();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable End ended() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        if (!(outputEnded && isInputEnded())) {
            reset(ErrorCode.CANCEL);
        }
        letGo();
    }

    /** Nobody reads any more: what is there and what comes is given back. */
    final void letGo() {
        lock.lock();
        try {
            discarding = true;
            unread.letGo();
            credit();
        } finally {
            lock.unlock();
        }
    }
}
