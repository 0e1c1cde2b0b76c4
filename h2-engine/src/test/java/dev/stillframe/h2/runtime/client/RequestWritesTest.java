package dev.stillframe.h2.runtime.client;

import static dev.stillframe.h2.runtime.client.RawPeer.DATA;
import static dev.stillframe.h2.runtime.client.RawPeer.END_HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.END_STREAM;
import static dev.stillframe.h2.runtime.client.RawPeer.HEADERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A request and its content leave together. What leaves in one write arrives in one piece, as long
 * as it is small; of two writes the peer would mostly read the first alone, in one of many requests
 * at the least.
 */
@Timeout(60)
class RequestWritesTest extends PoolOverSockets {
    private static final int TIMES = 200;
    private static final int LAST = END_HEADERS | END_STREAM;

    /** Notes the frames that each read gives, and answers each request at its end. */
    private static void reading(RawPeer.Line line) throws Exception {
        line.preface();
        line.ok(line.request()); // the settings are agreed on with the first
        InputStream in = line.socket.getInputStream();
        byte[] buffer = new byte[65_536];
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            ByteBuffer octets = ByteBuffer.wrap(buffer, 0, count);
            List<String> frames = new ArrayList<>();
            int ended = 0;
            while (octets.remaining() >= 9) {
                int length = octets.getInt() >>> 8;
                octets.position(octets.position() - 1);
                byte type = octets.get();
                byte flags = octets.get();
                int stream = octets.getInt();
                frames.add(name(type, flags));
                ended = (flags & END_STREAM) != 0 ? stream : ended;
                octets.position(octets.position() + length);
            }
            line.note(frames);
            if (ended != 0) {
                line.ok(ended);
            }
        }
    }

    private static String name(int type, int flags) {
        return type + "/" + flags;
    }

    private static final String HEAD = name(HEADERS, END_HEADERS);

    private Request post() {
        return Request.post(peer.uri("/"), Octets.utf8("content"));
    }

    private interface Sending {
        int status(Request request) throws Exception;
    }

    private void together(Request request, Sending style, String... frames) throws Exception {
        assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
        assertEquals(1, client.statistics().getFirst().created());
        for (int i = 0; i < TIMES; i++) {
            assertEquals(200, style.status(request));
            assertEquals(List.of(frames), peer.note());
        }
    }

    @Test
    @DisplayName("head and content")
    void content() throws Exception {
        open(pool -> pool, RequestWritesTest::reading);
        String data = name(DATA, END_STREAM);
        together(post(), request -> client.send(request).status(), HEAD, data);
    }

    @Test
    @DisplayName("head, content and trailers")
    void trailers() throws Exception {
        open(pool -> pool, RequestWritesTest::reading);
        Request request = post().withTrailers(FieldSection.of("x-sum", "7"));
        together(
                request,
                each -> client.sendAsync(each).toCompletableFuture().join().status(),
                HEAD,
                name(DATA, 0),
                name(HEADERS, LAST));
    }

    @Test
    @DisplayName("an exchange's head and the content of its request")
    void exchange() throws Exception {
        open(pool -> pool, RequestWritesTest::reading);
        Sending style =
                request -> {
                    try (ClientExchange exchange = client.exchange(request)) {
                        return exchange.response().status();
                    }
                };
        together(post(), style, HEAD, name(DATA, END_STREAM));
    }

    /** One piece of content, then the end; the context counts what was asked of the generator. */
    private static final class OnePiece implements Fold<Integer> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer>> on(Signal signal, Integer context) {
            return List.of();
        }

        @Override
        public Pull<Integer> generate(Integer context) {
            return context == 0
                    ? new Pull.Emit<>(Octets.utf8("content"), 1)
                    : new Pull.Done<>(2, FieldSection.EMPTY);
        }
    }

    /** A turn that is under way when the request comes writes its head alone; others do not. */
    @Test
    @DisplayName("a fold's head and what its generator gives, mostly")
    void fold() throws Exception {
        open(pool -> pool, RequestWritesTest::reading);
        assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
        List<String> whole = List.of(HEAD, name(DATA, 0), name(DATA, END_STREAM));
        int together = 0;
        for (int i = 0; i < TIMES; i++) {
            Request request = Request.of("POST", peer.uri("/"));
            Outcome<Integer> outcome =
                    client.fold(request, new OnePiece()).toCompletableFuture().join();
            assertEquals(2, outcome.context());
            List<Object> frames = new ArrayList<>((List<?>) peer.note());
            together += frames.equals(whole) ? 1 : 0;
            while (frames.size() < whole.size()) {
                frames.addAll((List<?>) peer.note());
            }
            assertEquals(whole, frames);
        }
        assertTrue(together > 0, "none of " + TIMES);
    }
}
