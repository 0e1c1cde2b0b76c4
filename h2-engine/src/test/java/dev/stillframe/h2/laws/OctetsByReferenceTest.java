package dev.stillframe.h2.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Law L9: payload is passed and not copied, and it is clear whose a buffer is. */
class OctetsByReferenceTest {
    private static final Octets POST = Octets.hex("83 87 84 01 01 61");

    @Test
    @DisplayName("Content that arrives is a view of the transport's buffer")
    void received() {
        List<Octets> content = new ArrayList<>();
        Wired wired =
                new Wired(
                                notice -> {
                                    if (notice instanceof Notice.Data data) {
                                        content.add(data.octets());
                                    }
                                })
                        .preface();
        wired.receive(Wire.of().headers(1, POST, Wire.END_HEADERS));
        ByteBuffer buffer = Wire.of().data(1, "content", false).octets().toByteBuffer();
        ByteBuffer seen = buffer.duplicate();
        wired.connection.received(buffer);
        assertEquals("content", content.getFirst().utf8());
        seen.put(9, (byte) 'C');
        assertEquals("Content", content.getFirst().utf8(), "the same memory");
    }

    private static Wired answering(TurnsTest.Sents sents, ByteBuffer payload) {
        Wired wired = new Wired(notice -> {}).preface(4, 1 << 20);
        wired.receive(
                Wire.of()
                        .windowUpdate(0, 1 << 20)
                        .headers(1, Wired.GET, Wire.END_HEADERS | Wire.END_STREAM));
        wired.connection.turn();
        wired.immediate = false;
        wired.writes.clear();
        wired.connection.tell(new Command.Respond(1, ResponseHead.of(200), false));
        wired.connection.send(1, payload, true, sents);
        wired.connection.turn();
        return wired;
    }

    @Test
    @DisplayName(
            "A large payload is written from its own memory, and given back once that is written")
    void sent() {
        TurnsTest.Sents sents = new TurnsTest.Sents();
        byte[] memory = new byte[40_000];
        Wired wired = answering(sents, ByteBuffer.wrap(memory));
        List<ByteBuffer> write = wired.writes.getFirst();
        int shared = 0;
        for (ByteBuffer part : write) {
            if (part.hasArray() && part.array() == memory) {
                shared += part.remaining();
            }
        }
        assertEquals(40_000, shared, "octets that were not copied");
        assertEquals(0, sents.succeeded.get(), "still the connection's");
        wired.over();
        assertEquals(1, sents.succeeded.get());
        wired.expectClean();
    }

    @Test
    @DisplayName("A payload whose stream is reset is given back, and not twice")
    void reset() {
        TurnsTest.Sents sents = new TurnsTest.Sents();
        Wired wired = answering(sents, ByteBuffer.allocate(3 << 20));
        wired.receive(Wire.of().reset(1, ErrorCode.CANCEL));
        wired.connection.turn();
        wired.over();
        assertEquals(0, sents.succeeded.get());
        assertEquals(1, sents.failed.get());
        wired.connection.failed(new IllegalStateException("cut"));
        assertEquals(1, sents.failed.get());
        wired.expectClean();
    }

    @Test
    @DisplayName("A payload under way when the transport fails is given back as failed")
    void failed() {
        TurnsTest.Sents sents = new TurnsTest.Sents();
        Wired wired = answering(sents, ByteBuffer.allocate(40_000));
        wired.connection.failed(new IllegalStateException("cut"));
        wired.connection.turn();
        assertEquals(0, sents.failed.get(), "the write is the transport's until it is over");
        wired.connection.writeFailed(new IllegalStateException("cut"));
        assertEquals(1, sents.failed.get());
        assertEquals(0, sents.succeeded.get());
        wired.expectClean();
        assertTrue(wired.closed, "the transport is told to close");
    }

    @Test
    @DisplayName("A payload for a stream that has ended is given back as failed")
    void tooLate() {
        TurnsTest.Sents sents = new TurnsTest.Sents();
        Wired wired = new Wired(notice -> {}).preface();
        wired.connection.send(1, ByteBuffer.allocate(10), true, sents);
        wired.connection.send(1, ByteBuffer.allocate(0), true, sents);
        wired.connection.turn();
        assertEquals(2, sents.failed.get());
        wired.expectClean();
    }

    @Test
    @DisplayName(
            "No more payload waits for the transport than maxQueuedOctets, and it does not stop"
                    + " reading: two ends that wait to write would wait for ever")
    void queued() {
        TurnsTest.Sents sents = new TurnsTest.Sents();
        Wired wired = answering(sents, ByteBuffer.allocate(1 << 20));
        int most = Limits.DEFAULT.maxQueuedOctets();
        int written = wired.writes.getFirst().stream().mapToInt(ByteBuffer::remaining).sum();
        assertTrue(written <= most + most / 100, written + " octets in the first write");
        wired.connection.turn();
        assertEquals(1, wired.writes.size());
        assertTrue(written > most, "all that may wait does");
        assertFalse(wired.connection.isCongested());
        for (int i = 0; i < 8; i++) {
            wired.over();
        }
        assertEquals(1, sents.succeeded.get());
    }

    @Test
    @DisplayName("What a peer makes us say and does not read is bounded: reading should wait")
    void unread() {
        int most = 16_384;
        Limits limits =
                Limits.DEFAULT.toBuilder()
                        .maxQueuedOctets(most)
                        .controls(new Budget(1_000_000, 0))
                        .build();
        Wired wired = new Wired(limits, notice -> {}).preface();
        wired.immediate = false;
        wired.writes.clear();
        int answer = 9 + 8;
        int pings = 0;
        while (!wired.connection.isCongested() && pings < most) {
            wired.receive(Wire.of().ping(false, Octets.utf8("who asks")));
            wired.connection.turn();
            pings++;
        }
        assertEquals(most / answer + 1, pings, "as many as the queue takes, and the one too many");
        assertEquals(1, wired.writes.size(), "and nobody has read the first");
        wired.over();
        wired.over();
        assertTrue(!wired.connection.isCongested(), "what is written waits no more");
        assertEquals(
                pings,
                wired.frames().stream().filter(frame -> frame instanceof Frame.Ping).count());
        wired.expectClean();
    }
}
