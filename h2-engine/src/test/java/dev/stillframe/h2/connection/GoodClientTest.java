package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A busy client that does nothing wrong is never cut off, however fast it is. */
class GoodClientTest {
    private static final Octets PING = Octets.utf8("keepaliv");

    private static int stream(int n) {
        return 2 * n + 1;
    }

    private static void unharmed(Flood flood, int completed) {
        assertTrue(!flood.isOver(), () -> "cut off: " + flood.state.closed());
        assertEquals(null, flood.fault);
        assertEquals(completed, flood.completed);
        assertEquals(0, flood.state.activeStreams());
        assertTrue(
                flood.mostRetained < ResetAttacksTest.RETAINED, "retained " + flood.mostRetained);
    }

    @Test
    @DisplayName("100,000 requests without a pause")
    void requests() {
        Flood flood = Flood.of(Flood.SERVES);
        for (int n = 0; n < 100_000; n++) {
            flood.send(
                    flood.head(Wire.of(), stream(n), true, "cookie", "a=b", "x-request", "" + n));
        }
        unharmed(flood, 100_000);
    }

    @Test
    @DisplayName("100,000 requests of which the client gives up every third or so")
    void requestsWithResets() {
        Flood flood = Flood.of(Flood.SERVES);
        int given = 0;
        for (int n = 0; n < 100_000; n++) {
            boolean up = n * 7 % 10 < 3;
            given += up ? 1 : 0;
            Wire wire = flood.head(Wire.of(), stream(n), !up);
            if (up) {
                wire.reset(stream(n), ErrorCode.CANCEL);
            }
            flood.send(wire);
        }
        unharmed(flood, 100_000 - given);
    }

    @Test
    @DisplayName("HEAD and GET in turn, each with a PRIORITY_UPDATE as browsers send it")
    void headAndGet() {
        Flood flood = Flood.of(Flood.SERVES);
        for (int n = 0; n < 50_000; n++) {
            Wire wire = Wire.of();
            if (n % 2 == 0) {
                flood.head(wire, stream(n), true);
            } else {
                Octets head =
                        flood.block(
                                ":method",
                                "HEAD",
                                ":scheme",
                                "https",
                                ":authority",
                                "a",
                                ":path",
                                "/" + n % 50);
                wire.headers(stream(n), head, Wire.END_HEADERS | Wire.END_STREAM);
            }
            flood.send(wire.priorityUpdate(stream(n), "u=" + n % 8));
        }
        unharmed(flood, 50_000);
    }

    /** An application that reads a stream of messages to its end, and then answers. */
    private static Flood reader() {
        return Flood.of(
                notice -> {
                    if (notice instanceof Notice.Request) {
                        return List.of();
                    }
                    if (notice instanceof Notice.Data data && data.endStream()) {
                        return List.of(
                                new Command.Respond(data.streamId(), ResponseHead.of(200), true));
                    }
                    return Flood.SERVES.apply(notice);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 20, 1000})
    @DisplayName("A stream of 100,000 small messages up, as gRPC sends them")
    void messagesUp(int size) {
        Flood flood = reader();
        flood.send(flood.head(Wire.of(), 1, false));
        Octets message = Octets.wrap(new byte[size]);
        for (int n = 0; n < 100_000; n++) {
            flood.send(Wire.of().data(1, message, false));
        }
        flood.send(Wire.of().data(1, Octets.EMPTY, true));
        unharmed(flood, 1);
    }

    @Test
    @DisplayName(
            "A stream of 100,000 small messages down, with credit returned and a PING for each")
    void messagesDown() {
        Flood flood =
                Flood.of(
                        notice ->
                                notice instanceof Notice.Request request
                                        ? List.of(
                                                new Command.Respond(
                                                        request.streamId(),
                                                        ResponseHead.of(200),
                                                        false))
                                        : Flood.SERVES.apply(notice));
        flood.send(flood.head(Wire.of(), 1, true));
        for (int n = 0; n < 100_000; n++) {
            flood.step(new Command.Data(1, 20, false));
            flood.send(Wire.of().windowUpdate(1, 20).windowUpdate(0, 20).ping(false, PING));
        }
        flood.step(new Command.Trailers(1, FieldSection.of("grpc-status", "0")));
        unharmed(flood, 1);
    }

    @Test
    @DisplayName("A PING every ten milliseconds for a day of nothing else")
    void keepAlive() {
        Flood flood = reader();
        flood.send(flood.head(Wire.of(), 1, false));
        for (int n = 0; n < 200_000; n++) {
            flood.now += 10_000_000;
            flood.send(Wire.of().ping(false, PING));
        }
        flood.send(Wire.of().data(1, Octets.EMPTY, true));
        unharmed(flood, 1);
    }

    @Test
    @DisplayName("Uploads in frames of a kibibyte, their ends in empty DATA, with padding")
    void uploads() {
        Flood flood = reader();
        Octets part = Octets.wrap(new byte[1024]);
        for (int n = 0; n < 20_000; n++) {
            Wire wire = flood.head(Wire.of(), stream(n), false);
            wire.paddedData(stream(n), part, 3, false).data(stream(n), part, false);
            flood.send(wire.data(stream(n), Octets.EMPTY, true));
        }
        unharmed(flood, 20_000);
        ConnectionState state = (ConnectionState) flood.state;
        assertEquals(0, state.ledger().held());
        assertEquals(state.ledger().target(), state.ledger().open() + state.ledger().pending());
    }

    @Test
    @DisplayName("A hundred streams at once, again and again, as many as are allowed")
    void atTheLimit() {
        Flood flood = Flood.of(Flood.NOTHING);
        for (int round = 0; round < 500; round++) {
            Wire wire = Wire.of();
            for (int i = 0; i < 100; i++) {
                flood.head(wire, stream(100 * round + i), true);
            }
            flood.send(wire);
            assertEquals(100, flood.state.activeStreams());
            Event[] answers = new Event[200];
            for (int i = 0; i < 100; i++) {
                int id = stream(100 * round + i);
                answers[2 * i] = new Command.Respond(id, ResponseHead.of(204), true);
                answers[2 * i + 1] = new Event.Released(id);
            }
            flood.step(answers);
        }
        unharmed(flood, 50_000);
    }
}
