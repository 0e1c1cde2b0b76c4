package dev.stillframe.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.workbench.front.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.AsyncRequestContent;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@EachFront({"jetty", "standalone"})
@DisplayName("Jetty's HttpClient over HTTP/2")
class JettyClientTest {

    private static final int PATIENCE_SECONDS = 30;
    private static final int LARGEST_ANSWER = 8_000_000;

    private HttpClient client;

    @BeforeEach
    void open(FrontUnderTest front) throws Exception {
        var trust = new SslContextFactory.Client();
        trust.setSslContext(front.identity().trusting());
        var connector = new ClientConnector();
        connector.setSslContextFactory(trust);
        client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client(connector)));
        client.start();
    }

    @AfterEach
    void close() throws Exception {
        client.stop();
    }

    @Test
    @DisplayName("by prior knowledge")
    void priorKnowledge(FrontUnderTest front) throws Exception {
        assertHello(answer(client.newRequest(front.plain("/"))));
    }

    @Test
    @DisplayName("by ALPN")
    void alpn(FrontUnderTest front) throws Exception {
        assertHello(answer(client.newRequest(front.tls("/"))));
    }

    @Test
    @DisplayName("gets back what it uploads")
    void echo(FrontUnderTest front) throws Exception {
        byte[] body = new byte[5_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = Reference.at(i);
        }
        ContentResponse response =
                answer(client.POST(front.plain("/echo")).body(new BytesRequestContent(body)));
        assertArrayEquals(body, response.getContent());
    }

    @Test
    @DisplayName("sees each piece of its upload come back before it sends the next")
    void conversation(FrontUnderTest front) throws Exception {
        var pieces = List.of("one ", "two ", "three ", "four");
        var content = new AsyncRequestContent();
        var heard = new StringBuilder();
        CompletableFuture<ContentResponse> response =
                new CompletableResponseListener(
                                client.POST(front.plain("/echo"))
                                        .body(content)
                                        .onResponseContent(
                                                (ignored, piece) -> {
                                                    var octets = new byte[piece.remaining()];
                                                    piece.duplicate().get(octets);
                                                    heard.append(new String(octets, US_ASCII));
                                                    say(pieces, heard.length(), content);
                                                }))
                        .send();
        say(pieces, 0, content);
        response.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertEquals(String.join("", pieces), heard.toString());
    }

    @Test
    @DisplayName("gets its trailers back")
    void trailers(FrontUnderTest front) throws Exception {
        Request request =
                client.POST(front.plain("/echo"))
                        .body(new BytesRequestContent("a body".getBytes(US_ASCII)))
                        .trailersSupplier(() -> HttpFields.build().put("x-sum", "17"));
        ContentResponse response = answer(request);
        assertEquals("a body", response.getContentAsString());
        assertEquals("17", response.getTrailers().get("x-sum"));
    }

    @Test
    @DisplayName("has a thousand requests answered, and none of them mixed up")
    void parallel(FrontUnderTest front) throws Exception {
        client.setMaxRequestsQueuedPerDestination(2_000);
        List<CompletableFuture<ContentResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            calls.add(send(client.newRequest(front.plain("/headers?" + i))));
        }
        for (int i = 0; i < calls.size(); i++) {
            ContentResponse response = calls.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertEquals(
                    "GET /headers?" + i + " HTTP/2.0",
                    response.getContentAsString().lines().findFirst().orElse(""));
        }
    }

    /** Sends the piece whose turn it is once that many octets have come back. */
    private static void say(List<String> pieces, int heard, AsyncRequestContent content) {
        int before = 0;
        for (String piece : pieces) {
            if (before == heard) {
                content.write(ByteBuffer.wrap(piece.getBytes(US_ASCII)), Callback.NOOP);
                return;
            }
            before += piece.length();
        }
        if (before == heard) {
            content.close();
        }
    }

    private static ContentResponse answer(Request request) throws Exception {
        return send(request).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static CompletableFuture<ContentResponse> send(Request request) {
        return new CompletableResponseListener(request, LARGEST_ANSWER).send();
    }

    private static void assertHello(ContentResponse response) {
        assertEquals(200, response.getStatus());
        assertEquals(HttpVersion.HTTP_2, response.getVersion());
        assertEquals(Reference.HELLO, response.getContentAsString());
    }
}
