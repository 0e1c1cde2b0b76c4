package dev.stillframe.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.netty.Loopback.Quiet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.stream.ChunkedNioFile;
import io.netty.handler.stream.ChunkedStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that cannot be sent as they were meant: nobody takes them for whole ones. */
@Timeout(120)
class FailedWritesTest {
    private static final long SECONDS = Loopback.SECONDS;

    private static Throwable await(CompletableFuture<Throwable> failure) throws Exception {
        return failure.get(SECONDS, TimeUnit.SECONDS);
    }

    private static Loopback answering(Consumer<DriverStream> answers) throws Exception {
        return new Loopback(
                (stream, head) -> {
                    if (head.path().equals("/next")) {
                        stream.respond(Loopback.ok(), true, Completion.IGNORED);
                    } else {
                        answers.accept(stream);
                    }
                    return new Quiet(stream);
                });
    }

    /** What the client is told; another stream of the connection is served still. */
    private static ErrorCode resetOf(Loopback loopback) throws Exception {
        StreamException told =
                assertThrows(StreamException.class, () -> loopback.client.send(loopback.get("/")));
        Response next = loopback.client.send(loopback.get("/next"));
        assertEquals(200, next.status());
        return ((End.Reset) told.end()).code();
    }

    @Test
    void aFileThatShrinksWhileItIsSentFails(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("a.bin"), new byte[4_000_000]);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        FileChannel sent = FileChannel.open(file);
        Consumer<DriverStream> shrinking =
                stream -> {
                    stream.respond(Loopback.ok(), false, Completion.IGNORED);
                    try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        // It is read up to the high-water mark here, and then as octets leave.
                        stream.write(
                                new ChunkedNioFile(sent, 0, 4_000_000, 8_192),
                                true,
                                failure::complete);
                        cut.truncate(1_000_000);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                };
        try (Loopback loopback = answering(shrinking)) {
            assertEquals(ErrorCode.INTERNAL_ERROR, resetOf(loopback));
            assertInstanceOf(EOFException.class, await(failure));
            assertFalse(sent.isOpen());
        }
    }

    @Test
    void trailersBehindContentThatIsLostFailWithIt() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ByteBuf much = Unpooled.wrappedBuffer(new byte[32 << 20]);
        Consumer<DriverStream> answers =
                stream -> {
                    stream.respond(Loopback.ok(), false, Completion.IGNORED);
                    stream.write(much, false, Completion.IGNORED);
                    stream.trailers(FieldSection.of("x", "1"), failure::complete);
                };
        try (Loopback loopback = answering(answers);
                var exchange = loopback.client.exchange(loopback.get("/"))) {
            exchange.response();
            loopback.peer().channel.close().sync();
            assertInstanceOf(StreamOverException.class, await(failure));
        }
    }

    @Test
    void aResponseThatHasBegunIsCancelledWhereItIsRefused() throws Exception {
        Consumer<DriverStream> answers =
                stream -> {
                    stream.respond(Loopback.ok(), false, Completion.IGNORED);
                    stream.reset(ErrorCode.REFUSED_STREAM, Completion.IGNORED);
                };
        try (Loopback loopback = answering(answers)) {
            assertEquals(ErrorCode.CANCEL, resetOf(loopback));
        }
    }

    @ParameterizedTest(name = "that ends with {0}")
    @ValueSource(strings = {"the head", "content", "a source", "trailers"})
    void aResponseWithoutAFinalHeadFails(String end) throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ByteBuf content = Unpooled.wrappedBuffer(new byte[] {1});
        Consumer<DriverStream> answers =
                stream -> {
                    ResponseHead interim = ResponseHead.of(103);
                    if (end.equals("the head")) {
                        stream.respond(interim, true, failure::complete);
                        content.release();
                        return;
                    }
                    stream.respond(interim, false, Completion.IGNORED);
                    switch (end) {
                        case "content" -> stream.write(content, true, failure::complete);
                        case "a source" -> {
                            content.release();
                            stream.write(
                                    new ChunkedStream(InputStream.nullInputStream()),
                                    true,
                                    failure::complete);
                        }
                        default -> {
                            content.release();
                            stream.trailers(FieldSection.of("x", "1"), failure::complete);
                        }
                    }
                };
        try (Loopback loopback = answering(answers)) {
            assertEquals(ErrorCode.INTERNAL_ERROR, resetOf(loopback));
            assertInstanceOf(StreamOverException.class, await(failure));
            assertEquals(0, content.refCnt());
        }
    }
}
