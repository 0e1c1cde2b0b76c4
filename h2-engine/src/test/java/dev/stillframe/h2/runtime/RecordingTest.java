package dev.stillframe.h2.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Application;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.RecordingEngine;
import dev.stillframe.api.Recordings;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.recording.Ending;
import dev.stillframe.h2.recording.Recorded;
import dev.stillframe.h2.runtime.recorder.FakeDisk;
import dev.stillframe.h2.runtime.recorder.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Driven connections, recorded")
class RecordingTest {
    private static final Options OPTIONS = Options.of(Role.SERVER);
    private static final Octets GET = Octets.hex("82 87 84 01 01 61");
    private static final Http2Connection.Sent NOBODY =
            new Http2Connection.Sent() {
                @Override
                public void succeeded() {}

                @Override
                public void failed(String reason) {}
            };

    /** Nothing of it exists yet. */
    @TempDir private Path folder;

    private final MemoryTransport transport = new MemoryTransport();
    private final List<Notice> notices = new ArrayList<>();

    /** Answers each request with zeros, when it has ended. */
    private final Application application =
            notice -> {
                notices.add(
                        notice instanceof Notice.Data data
                                ? new Notice.Data(
                                        data.streamId(), data.octets().copy(), data.endStream())
                                : notice);
                boolean asked =
                        notice instanceof Notice.Request request && request.endStream()
                                || notice instanceof Notice.Data data && data.endStream();
                if (asked) {
                    answer(transport.connection, notice.streamId(), 10_000);
                }
                if (notice instanceof Notice.Data data) {
                    transport.connection.consumed(data.streamId(), data.octets().length());
                }
            };

    private static void answer(Http2Connection connection, int id, int octets) {
        connection.tell(new Command.Respond(id, ResponseHead.of(200, "a", "b"), false));
        connection.send(id, ByteBuffer.allocate(octets), true, NOBODY);
        connection.released(id);
    }

    /** A script with everything that a connection sees in its life. */
    private void live(Http2Connection connection) {
        transport.connection = connection;
        ByteBuffer shared = ByteBuffer.allocateDirect(65_536);
        read(connection, shared, Wire.of().preface().settings(3, 100).settingsAck());
        read(connection, shared, Wire.of().headers(1, GET, Wire.END_HEADERS | Wire.END_STREAM));
        Wire upload = Wire.of().headers(3, GET, Wire.END_HEADERS);
        for (int i = 0; i < 20; i++) {
            upload.data(3, "x".repeat(1000), i == 19);
        }
        Octets octets = upload.octets();
        for (int at = 0; at < octets.length(); at += 777) {
            int count = Math.min(777, octets.length() - at);
            read(connection, shared, Wire.of().raw(octets.slice(at, count)));
        }
        transport.now += 1_000_000;
        connection.tell(new Command.Ping(Octets.utf8("a ping !")));
        connection.tell(new Command.Respond(99, ResponseHead.of(200), true)); // of no stream
        connection.turn();
        read(connection, shared, Wire.of().ping(true, Octets.utf8("a ping !")));
        read(connection, shared, Wire.of().headers(5, GET, Wire.END_HEADERS));
        read(connection, shared, Wire.of().reset(5, ErrorCode.CANCEL));
        read(connection, shared, Wire.of().goAway(0, ErrorCode.NO_ERROR, "bye"));
        connection.inputClosed();
    }

    /** The buffer is used again for each read, as hosts do. */
    private static void read(Http2Connection connection, ByteBuffer shared, Wire wire) {
        shared.clear();
        shared.put(wire.octets().toByteBuffer());
        shared.flip();
        connection.received(shared);
        connection.turn();
        shared.clear();
        while (shared.hasRemaining()) {
            shared.put((byte) 0xee);
        }
    }

    private static Recorded read(Path file) throws IOException {
        return Recorded.read(Octets.wrap(Files.readAllBytes(file)));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    @DisplayName("run again with what was sent and what was told")
    void replays() throws IOException {
        Path directory = folder.resolve("made/here");
        try (RecordingEngine engine = new Engine().recording(Recordings.in(directory))) {
            live(engine.open(OPTIONS, transport, application));
            assertEquals(0, engine.brokenOff());
            assertEquals(0, engine.unrecorded());
        }
        assertTrue(transport.closed);
        assertEquals(1, files(directory).size());
        Recorded recorded = read(files(directory).getFirst());
        assertEquals(new Ending.Said("the connection has ended"), recorded.ending());
        assertEquals(0, recorded.differs());
        List<Effect> effects = recorded.effects().stream().flatMap(List::stream).toList();
        assertEquals(notices, effects.stream().filter(effect -> effect instanceof Notice).toList());
        assertTrue(notices.size() > 30, notices::toString);
        Output sent = new Output(1024);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                sent.put(send.octets());
            } else if (effect instanceof Effect.Take take) {
                sent.zeros(take.octets());
            }
        }
        assertEquals(transport.written(0), sent.cut());
    }

    @Test
    @DisplayName("lie in files that are their owner's alone")
    void secret() throws IOException {
        Path directory = folder.resolve("secret");
        try (RecordingEngine engine = new Engine().recording(Recordings.in(directory))) {
            live(engine.open(OPTIONS, transport, application));
        }
        Path file = files(directory).getFirst();
        assertTrue(
                file.getFileName()
                        .toString()
                        .matches("\\d{8}T\\d{6}Z-\\d+-\\d+-server\\.recording"),
                file::toString);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
    }

    @Test
    @DisplayName("count for the limit of the directory when they were there before")
    void there() throws IOException {
        Files.write(folder.resolve("old.recording"), new byte[5000]);
        Files.write(folder.resolve("other"), new byte[50_000]);
        Recordings where = new Recordings(folder, 4096, 5000, 1, 1 << 20);
        try (RecordingEngine engine = new Engine().recording(where)) {
            live(engine.open(OPTIONS, transport, application));
            assertEquals(1, engine.unrecorded());
        }
        assertEquals(2, files(folder).size());
    }

    @Test
    @DisplayName("go on as if nothing were when the disk is full")
    void fullDisk() {
        live(new Engine().open(OPTIONS, transport, application));
        List<Notice> expected = List.copyOf(notices);
        Octets sent = transport.written(0);
        for (int room = 0; room < 20_000; room += 500) {
            notices.clear();
            transport.writes.clear();
            transport.closed = false;
            transport.now = 1;
            FakeDisk disk = new FakeDisk(room);
            try (Recorder recorder = disk.recorder()) {
                live(
                        new Driver(
                                ConnectionState.initial(OPTIONS),
                                transport,
                                application,
                                recorder.begin(OPTIONS, "")));
                assertTrue(transport.closed);
            }
            assertEquals(expected, notices);
            assertEquals(sent, transport.written(0));
            assertEquals(0, transport.leaked());
            disk.contents().forEach(file -> assertEquals(0, Recorded.read(file).differs()));
        }
    }

    @Test
    @DisplayName("run again however many threads had their turns")
    void manyThreads() throws Exception {
        int rounds = 40;
        int each = 50;
        BlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
        ExecutorService handlers = Executors.newFixedThreadPool(6);
        try (RecordingEngine engine = new Engine().recording(Recordings.in(folder))) {
            Http2Connection connection =
                    engine.open(
                            OPTIONS,
                            transport,
                            notice -> {
                                if (notice instanceof Notice.Request request) {
                                    requests.add(request.streamId());
                                }
                            });
            transport.connection = connection;
            ByteBuffer shared = ByteBuffer.allocateDirect(65_536);
            read(connection, shared, Wire.of().preface().settings(3, 1000).settingsAck());
            for (int i = 0; i < 6; i++) {
                handlers.submit(
                        () -> {
                            while (true) {
                                answer(connection, requests.take(), 100);
                                connection.turn();
                            }
                        });
            }
            for (int round = 0; round < rounds; round++) {
                Wire wire = Wire.of().windowUpdate(0, each * 100);
                for (int i = 0; i < each; i++) {
                    int id = 2 * (round * each + i) + 1;
                    wire.headers(id, GET, Wire.END_HEADERS | Wire.END_STREAM);
                }
                read(connection, shared, wire);
                while (connection.iteration().activeStreams() > 0) {
                    connection.turn();
                    Thread.onSpinWait();
                }
            }
            connection.inputClosed();
            assertEquals(0, engine.brokenOff());
        } finally {
            handlers.shutdownNow();
            assertTrue(handlers.awaitTermination(30, TimeUnit.SECONDS));
        }
        Recorded recorded = read(files(folder).getFirst());
        assertEquals(0, recorded.differs());
        assertEquals(new Ending.Said("the connection has ended"), recorded.ending());
        long ended =
                recorded.effects().stream()
                        .flatMap(List::stream)
                        .filter(effect -> effect instanceof Notice.Ended)
                        .count();
        assertEquals(rounds * each, ended);
    }

    @Test
    @DisplayName("are none without the property, or with one that names no directory")
    void property() throws IOException {
        assertNull(Recording.EVERYWHERE, "off by default");
        assertNull(Recording.asked(null));
        assertNull(Recording.asked(""));
        Path file = Files.write(folder.resolve("a file"), new byte[1]);
        assertNull(Recording.asked(file.toString()));
        assertThrows(UncheckedIOException.class, () -> new Engine().recording(Recordings.in(file)));
        assertFalse(Files.isDirectory(file));
    }
}
