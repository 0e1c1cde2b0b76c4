package dev.stillframe.h2.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * When reading stops because writing does not get on: law L5 on one side, no deadlock on the other.
 */
class CongestionTest {
    private static final Limits LIMITS = Limits.DEFAULT.toBuilder().maxQueuedOctets(16_384).build();
    private static final FieldSection LARGE = FieldSection.of("x-large", "~".repeat(10_000));

    private final MemoryTransport transport = new MemoryTransport();

    private Http2Connection open(Role role, Octets first) {
        Http2Connection connection =
                new Engine().open(Options.of(role).with(LIMITS), transport, notice -> {});
        transport.connection = connection;
        transport.slow = true;
        connection.received(first.toByteBuffer());
        connection.turn();
        return connection;
    }

    @Test
    @DisplayName("A server stops reading while more than its limit of answers waits to be written")
    void server() {
        Http2Connection connection = open(Role.SERVER, Wire.of().preface().settings().octets());
        Octets get = Octets.hex("82 86 84 41 03 61 62 63"); // GET http / of abc
        for (int id = 1; id < 10; id += 2) {
            int whole = Wire.END_HEADERS | Wire.END_STREAM;
            connection.received(Wire.of().headers(id, get, whole).octets().toByteBuffer());
            connection.tell(new Command.Respond(id, new ResponseHead(200, LARGE), true));
        }
        connection.turn();
        assertTrue(connection.isCongested());
        transport.slow = false;
        transport.written();
        assertFalse(connection.isCongested());
    }

    @Test
    @DisplayName(
            "A client reads on though its own requests wait: two ends that both stop would wait for"
                    + " each other for ever")
    void client() {
        Http2Connection connection = open(Role.CLIENT, Wire.of().settings().octets());
        for (int i = 0; i < 10; i++) {
            RequestHead head = RequestHead.of("GET", "http", "abc", "/", LARGE);
            connection.tell(new Command.Request(i, head, true));
        }
        connection.turn();
        assertFalse(transport.held.isEmpty(), "a write is under way");
        assertFalse(connection.isCongested());
    }
}
