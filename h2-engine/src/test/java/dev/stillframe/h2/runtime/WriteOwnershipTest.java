package dev.stillframe.h2.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who owns a buffer that is being written, until when. */
class WriteOwnershipTest {
    private static final Limits LIMITS = Limits.DEFAULT.toBuilder().maxQueuedOctets(16_384).build();

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Notice> notices = new ArrayList<>();
    private final Http2Connection connection =
            new Engine().open(Options.of(Role.SERVER).with(LIMITS), transport, notices::add);

    WriteOwnershipTest() {
        transport.connection = connection;
        transport.slow = true;
        connection.received(Wire.of().preface().settings().octets().toByteBuffer());
        connection.turn();
    }

    @Test
    @DisplayName(
            "When the transport fails, buffers of a write under way stay with it until it says so")
    void failureBeforeTheEndOfAWrite() {
        assertEquals(1, transport.leaked(), "a write is under way");
        connection.failed(new IOException("timed out"));
        assertEquals(1, transport.leaked(), "another connection must not get this buffer yet");
        assertFalse(transport.closed);
        connection.writeFailed(new IOException("closed"));
        assertEquals(0, transport.leaked());
        assertTrue(transport.closed);
        assertEquals(1, notices.stream().filter(Notice.Closed.class::isInstance).count());
    }

    @Test
    @DisplayName("A second write waits for the first; both are whole")
    void oneAtATime() {
        Octets ping = Wire.of().ping(false, Octets.utf8("12345678")).octets();
        connection.received(ping.toByteBuffer());
        connection.turn();
        assertEquals(0, transport.writes.size());
        transport.slow = false;
        transport.written();
        assertEquals(2, transport.writes.size());
        assertEquals(0, transport.leaked());
        assertEquals(
                Wire.frames(Wire.of().ping(true, Octets.utf8("12345678")).octets()),
                Wire.frames(transport.written(1)));
    }

    @Test
    @DisplayName(
            "A payload of which a part is being written comes back only after that write, though"
                    + " its stream is reset and the rest is dropped")
    void resetWithinAPayload() {
        transport.written();
        List<String> ends = new ArrayList<>();
        Octets get = Octets.hex("82 86 84 41 03 61 62 63"); // GET http / of abc
        int whole = Wire.END_HEADERS | Wire.END_STREAM;
        connection.received(Wire.of().headers(1, get, whole).octets().toByteBuffer());
        connection.tell(new Command.Respond(1, ResponseHead.of(200), false));
        ByteBuffer payload = ByteBuffer.allocate(30_000);
        connection.send(
                1,
                payload,
                true,
                new Http2Connection.Sent() {
                    @Override
                    public void succeeded() {
                        ends.add("sent");
                    }

                    @Override
                    public void failed(String reason) {
                        ends.add(reason);
                    }
                });
        connection.turn();
        assertFalse(transport.held.isEmpty(), "a part of it is being written");
        connection.received(Wire.of().reset(1, ErrorCode.CANCEL).octets().toByteBuffer());
        connection.turn();
        assertEquals(List.of(), ends, "the transport still reads its buffer");
        transport.written();
        assertEquals(List.of("the stream has ended"), ends);
    }
}
