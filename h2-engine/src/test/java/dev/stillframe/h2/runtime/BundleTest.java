package dev.stillframe.h2.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes into the inbox as one: a turn that another thread takes meanwhile sees none of it. */
class BundleTest {
    private static final Octets GET = Octets.hex("82 86 84 41 03 61 62 63"); // GET http / of abc

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Notice> notices = new ArrayList<>();

    private Http2Connection begun(Http2Connection connection) {
        transport.connection = connection;
        connection.received(
                Wire.of()
                        .preface()
                        .settings()
                        .headers(1, GET, Wire.END_HEADERS | Wire.END_STREAM)
                        .octets()
                        .toByteBuffer());
        connection.turn();
        transport.writes.clear();
        return connection;
    }

    private Http2Connection open() {
        return begun(new Engine().open(Options.of(Role.SERVER), transport, notices::add));
    }

    private static final Http2Connection.Sent NOBODY =
            new Http2Connection.Sent() {
                @Override
                public void succeeded() {}

                @Override
                public void failed(String reason) {}
            };

    @Test
    @DisplayName("Turns between its parts write nothing; then all leaves in one write")
    void between() {
        Http2Connection connection = open();
        Http2Connection.Bundle bundle = connection.bundle();
        bundle.tell(new Command.Respond(1, ResponseHead.of(200), false));
        connection.turn();
        bundle.send(1, ByteBuffer.wrap(new byte[] {1, 2, 3}), false, NOBODY);
        connection.turn();
        bundle.tell(new Command.Trailers(1, FieldSection.of("a", "b")));
        connection.turn();
        assertEquals(List.of(), transport.writes);
        bundle.put();
        connection.turn();
        assertEquals(1, transport.writes.size());
        assertEquals(3, Wire.frames(transport.written(0)).size());
    }

    @Test
    @DisplayName("What was put is gone from it, and nothing puts nothing")
    void again() {
        Http2Connection connection = open();
        Http2Connection.Bundle bundle = connection.bundle();
        bundle.tell(new Command.Respond(1, ResponseHead.of(200), false));
        bundle.put();
        bundle.put();
        bundle.send(1, ByteBuffer.wrap(new byte[] {1}), true, NOBODY);
        bundle.put();
        bundle.released(1);
        bundle.put();
        connection.turn();
        assertEquals(2, Wire.frames(transport.written(0)).size());
        assertEquals(0, notices.stream().filter(Notice.Rejected.class::isInstance).count());
    }

    @Test
    @DisplayName("All that a fold wants goes in as one")
    void folds() {
        FoldRunner runner = new Engine().folds(new Whole());
        Http2Connection connection =
                begun(new Engine().open(Options.of(Role.SERVER), transport, runner));
        runner.run(interrupted(connection));
        connection.turn();
        assertEquals(1, transport.writes.size());
        assertEquals(3, Wire.frames(transport.written(0)).size());
    }

    /** Another thread takes a turn after whatever this connection is told, as it may. */
    private static Http2Connection interrupted(Http2Connection connection) {
        return (Http2Connection)
                Proxy.newProxyInstance(
                        Http2Connection.class.getClassLoader(),
                        new Class<?>[] {Http2Connection.class},
                        (proxy, method, arguments) -> {
                            Object result = method.invoke(connection, arguments);
                            connection.turn();
                            return result;
                        });
    }

    /** Answers with head, content and trailers. */
    private record Whole() implements Fold<Integer> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer>> on(Signal signal, Integer context) {
            return signal instanceof Signal.Request
                    ? List.of(
                            new Action.Respond<>(ResponseHead.of(200)),
                            new Action.Send<>(Octets.utf8("abc")),
                            new Action.Trailers<>(FieldSection.of("a", "b")))
                    : List.of();
        }

        @Override
        public Pull<Integer> generate(Integer context) {
            return new Pull.Idle<>(context);
        }

        @Override
        public void ended(Outcome<Integer> outcome) {}
    }
}
