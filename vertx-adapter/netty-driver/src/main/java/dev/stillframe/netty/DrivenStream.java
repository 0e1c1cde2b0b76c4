package dev.stillframe.netty;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.stream.ChunkedInput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One request and its response. All on the event loop. */
final class DrivenStream implements DriverStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ChannelDriver driver;
    private final int id;
    private final RequestHead head;
    private @Nullable StreamListener listener;
    private @Nullable Object attachment;

    private long pending;
    private boolean writable = true;
    private boolean writableTold = true;
    private boolean roomQueued;
    private boolean headSent;
    private boolean outputEnded;
    private boolean released;
    private boolean over;

    /** Most streams never have one. */
    private @Nullable Sources sources;

    /** Who waits until all that was written has been handed over: trailers. */
    private @Nullable Done last;

    DrivenStream(ChannelDriver driver, int id, RequestHead head) {
        this.driver = driver;
        this.id = id;
        this.head = head;
    }

    /** Octets with the engine. */
    private final class Write extends Done implements Http2Connection.Sent {
        private final @Nullable ByteBuf buffer;
        private final int octets;

        Write(@Nullable ByteBuf buffer, int octets, Completion completion) {
            super((Command) null, completion);
            this.buffer = buffer;
            this.octets = octets;
        }

        @Override
        public void succeeded() {
            over();
        }

        @Override
        public void failed(String reason) {
            failure = new StreamOverException(reason);
            over();
        }

        private void over() {
            if (buffer != null) {
                buffer.release();
            }
            driver.completed(this);
            if (failure != null && last != null) {
                last.failure = failure; // what ends behind lost content is not whole
            }
            sent(octets);
        }
    }

    @Override
    public void listen(StreamListener to) {
        listener = to;
    }

    @Nullable StreamListener listener() {
        return listener;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public boolean isOutputEnded() {
        return outputEnded;
    }

    @Override
    public void respond(ResponseHead response, boolean endStream, Completion done) {
        if (cannotSend(done)) {
            return;
        }
        if (headSent) {
            fail(done, "the head of the response was sent");
            return;
        }
        boolean interim = response.isInterim();
        if (interim && endStream) {
            headless(done);
            return;
        }
        headSent = !interim;
        outputEnded = endStream;
        FieldSection fields =
                Fields.sendable(response.fields(), interim || response.status() == 204);
        ResponseHead sent =
                fields == response.fields()
                        ? response
                        : new ResponseHead(response.status(), fields);
        driver.tell(new Command.Respond(id, sent, outputEnded), done);
    }

    @Override
    public void write(ByteBuf octets, boolean endStream, Completion done) {
        if (cannotGoOn(done)) {
            octets.release();
            return;
        }
        outputEnded = endStream;
        if (isHead()) {
            dropContent(octets, endStream, done);
            return;
        }
        Sources before = sources;
        if (before != null && before.areBusy()) {
            before.behind(
                    () -> send(octets, endStream, done),
                    () -> {
                        octets.release();
                        tooLate(done);
                    });
        } else {
            send(octets, endStream, done);
        }
    }

    private boolean isHead() {
        return head.method().equals("HEAD");
    }

    private void dropContent(ByteBuf octets, boolean endStream, Completion done) {
        octets.release();
        if (endStream) {
            send(NOTHING, null, true, done);
        } else {
            driver.completed(new Done(done, null));
        }
    }

    void send(ByteBuf octets, boolean endStream, Completion done) {
        int length = octets.readableBytes();
        if (length == 0) {
            octets.release();
            send(NOTHING, null, endStream, done);
        } else if (octets.nioBufferCount() == 1) {
            send(octets.nioBuffer(), octets, endStream, done);
        } else {
            ByteBuffer[] parts = octets.nioBuffers();
            Parts all = new Parts(octets, parts.length, done);
            for (int i = 0; i < parts.length; i++) {
                send(parts[i], null, endStream && i == parts.length - 1, all);
            }
        }
    }

    private void send(
            ByteBuffer octets, @Nullable ByteBuf buffer, boolean endStream, Completion done) {
        int length = octets.remaining();
        pending += length;
        driver.send(id, octets, endStream, new Write(buffer, length, done));
        if (writable && !hasRoom()) {
            writable = false;
            tellWritability(); // now: whoever writes in a loop must learn of it
        }
    }

    boolean hasRoom() {
        return pending < driver.highWater();
    }

    /** So many octets are with the channel, or dropped. */
    private void sent(int octets) {
        pending -= octets;
        if (pending == 0 && last != null) {
            driver.completed(last);
            last = null;
        }
        if (over || pending > driver.highWater() / 2) {
            return;
        }
        boolean waits = !writable || sources != null && sources.areBusy();
        writable = true;
        if (waits && !roomQueued) {
            roomQueued = true;
            driver.roomFor(this);
        }
    }

    /** Some of what waited has gone. */
    void room() {
        roomQueued = false;
        if (!over) {
            if (sources != null) {
                sources.refill();
            }
            tellWritability();
        }
    }

    /** Tells of the last change, unless it has been taken back before anybody was told. */
    private void tellWritability() {
        StreamListener to = listener;
        if (to != null && writable != writableTold) {
            writableTold = writable;
            to.writabilityChanged(writable);
        }
    }

    @Override
    public void trailers(FieldSection fields, Completion done) {
        if (cannotGoOn(done)) {
            return;
        }
        outputEnded = true;
        Sources before = sources;
        if (before != null && before.areBusy()) {
            before.behind(() -> end(fields, done), () -> tooLate(done));
        } else {
            end(fields, done);
        }
    }

    private void end(FieldSection fields, Completion done) {
        Command.Trailers trailers = new Command.Trailers(id, Fields.sendable(fields, false));
        if (pending == 0) {
            driver.tell(trailers, done);
        } else {
            last = new Done(done, null);
            driver.tell(trailers, Completion.IGNORED);
        }
    }

    @Override
    public void write(ChunkedInput<ByteBuf> content, boolean endStream, Completion done) {
        if (cannotGoOn(done)) {
            Sources.close(content);
            return;
        }
        outputEnded = endStream;
        if (isHead()) {
            Sources.close(content);
            dropContent(Unpooled.EMPTY_BUFFER, endStream, done);
            return;
        }
        Sources at = sources;
        if (at == null) {
            at = new Sources(this, driver);
            sources = at;
        }
        at.add(content, endStream, done);
    }

    private void drop() {
        if (sources != null) {
            sources.drop();
        }
        Done waiting = last;
        last = null;
        if (waiting != null) {
            tooLate(waiting.completion);
        }
    }

    @Override
    public void reset(ErrorCode code, Completion done) {
        if (over) {
            tooLate(done);
            return;
        }
        outputEnded = true;
        drop();
        // RFC 9113 section 8.7: none that was answered is refused; the engine would not send it.
        boolean late = headSent && code.equals(ErrorCode.REFUSED_STREAM);
        driver.tell(new Command.Reset(id, late ? ErrorCode.CANCEL : code), done);
    }

    /** What has no final head is no response: the peer is not to wait for one. */
    private void headless(Completion done) {
        fail(done, "a response without a final head");
        reset(ErrorCode.INTERNAL_ERROR, Completion.IGNORED);
    }

    @Override
    public void consumed(int octets) {
        if (!over && octets > 0) {
            driver.consumed(id, octets);
        }
    }

    @Override
    public void released() {
        if (!released) {
            released = true;
            driver.released(id);
        }
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object next) {
        attachment = next;
    }

    /** The engine has ended it: nothing is sent from now on. */
    void over(boolean complete) {
        if (complete && last != null) {
            driver.completed(last);
            last = null;
        }
        over = true;
        outputEnded = true;
        drop();
    }

    private boolean cannotSend(Completion done) {
        if (over) {
            tooLate(done);
        } else if (outputEnded) {
            fail(done, "the response has ended");
        }
        return over || outputEnded;
    }

    /** Whether content or trailers cannot be sent. */
    private boolean cannotGoOn(Completion done) {
        if (cannotSend(done)) {
            return true;
        }
        if (!headSent) {
            headless(done);
        }
        return !headSent;
    }

    void tooLate(Completion done) {
        fail(done, "the stream has ended");
    }

    private void fail(Completion done, String reason) {
        if (done != Completion.IGNORED) {
            driver.completed(new Done(done, new StreamOverException(reason)));
        }
    }

    @Override
    public String toString() {
        return "stream#" + id + "{" + head.method() + " " + head.path() + "}";
    }
}
