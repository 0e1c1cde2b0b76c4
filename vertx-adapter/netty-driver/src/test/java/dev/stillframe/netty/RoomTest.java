package dev.stillframe.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.netty.Loopback.Quiet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a response may write when, whatever its listener and its request are. */
@Timeout(120)
class RoomTest {
    private static final long SECONDS = Loopback.SECONDS;

    @Test
    void whoWritesBeforeItsListenerIsKnownCanMakeItKnown() throws Exception {
        BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            Quiet quiet =
                                    new Quiet(stream) {
                                        @Override
                                        public void writabilityChanged(boolean writable) {
                                            told.add(writable);
                                        }
                                    };
                            stream.listen(quiet);
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            stream.write(
                                    Unpooled.wrappedBuffer(new byte[DriverOptions.HIGH_WATER]),
                                    true,
                                    Completion.IGNORED);
                            told.add(stream.isWritable());
                            return quiet;
                        })) {
            loopback.client.send(loopback.get("/"));
            assertEquals(false, told.poll(SECONDS, TimeUnit.SECONDS), "told within the write");
            assertEquals(false, told.poll(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void contentOfAResponseToHeadIsDropped() throws Exception {
        CompletableFuture<Throwable> first = new CompletableFuture<>();
        ByteBuf content = Unpooled.copiedBuffer("content", UTF_8);
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            stream.respond(
                                    ResponseHead.of(200, "content-length", "7"),
                                    false,
                                    Completion.IGNORED);
                            stream.write(content, false, first::complete);
                            stream.write(Unpooled.EMPTY_BUFFER, true, Completion.IGNORED);
                            return new Quiet(stream);
                        })) {
            Response response =
                    loopback.client.send(
                            Request.of("HEAD", loopback.uri("/"))
                                    .within(java.time.Duration.ofSeconds(SECONDS)));
            assertEquals("7", response.head().fields().value("content-length"));
            assertNull(first.get(SECONDS, TimeUnit.SECONDS));
            assertEquals(0, content.refCnt());
        }
    }
}
