package dev.stillframe.h2.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who owns a buffer that is being written, until when. */
class WriteOwnershipTest {
    private final MemoryTransport transport = new MemoryTransport();
    private final List<Notice> notices = new ArrayList<>();
    private final Http2Connection connection =
            new Engine().open(Options.of(Role.SERVER), transport, notices::add);

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
}
