package dev.stillframe.examples.voice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.server.Server;
import dev.stillframe.examples.voice.v1.Audio;
import dev.stillframe.examples.voice.v1.FromLine;
import dev.stillframe.examples.voice.v1.Incoming;
import dev.stillframe.examples.voice.v1.ToLine;
import dev.stillframe.examples.voice.v1.VoiceRpc;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a call ends: the last context is saved, once. */
@DisplayName("telephone calls over the network")
@Timeout(120)
class VoiceTest {
    private static final int ENDLESS = Integer.MAX_VALUE;

    private final LinkedBlockingQueue<VoiceMachine.Ended> saved = new LinkedBlockingQueue<>();
    private Server server;
    private Channel channel;

    @BeforeEach
    void start() throws IOException {
        serve(Patience.USUAL);
    }

    private void serve(Patience patience) throws IOException {
        server = VoiceServer.serve(0, patience, saved::add);
        channel =
                ChannelOptions.builder("localhost:" + port())
                        .client(Client.builder().drain(Duration.ZERO).build())
                        .open();
    }

    @AfterEach
    void stop() {
        channel.close();
        server.shutdown(Duration.ZERO).toCompletableFuture().join();
        assertNull(saved.poll(), "a call was saved twice");
    }

    private int port() throws IOException {
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    private VoiceMachine.Ended ended() throws InterruptedException {
        VoiceMachine.Ended ended = saved.poll(60, TimeUnit.SECONDS);
        assertNotNull(ended, "the call was not saved");
        return ended;
    }

    private static String why(VoiceMachine.Ended ended) {
        return ((Stage.Over) ended.conversation().stage()).why();
    }

    /** A caller, and when the first frames have come back. */
    private record Speaking(
            CountDownLatch echoed, CompletableFuture<Outcome<VoiceCaller.Heard>> outcome) {
        Outcome<VoiceCaller.Heard> over() throws Exception {
            return outcome.get(60, TimeUnit.SECONDS);
        }
    }

    private Speaking speak(int frames, VoiceRpc.Client client) throws InterruptedException {
        CountDownLatch echoed = new CountDownLatch(Math.min(frames, 3));
        VoiceCaller caller =
                new VoiceCaller(
                        "123",
                        frames,
                        heard -> {
                            if (heard.hasAudio()) {
                                echoed.countDown();
                            }
                        });
        Speaking speaking = new Speaking(echoed, client.talk(caller).toCompletableFuture());
        assertTrue(echoed.await(60, TimeUnit.SECONDS));
        return speaking;
    }

    private VoiceRpc.Client client() {
        return new VoiceRpc.Client(channel);
    }

    @Test
    @DisplayName("the caller hangs up: OK on both sides")
    void hangsUp() throws Exception {
        Outcome<VoiceCaller.Heard> outcome = speak(10, client()).over();
        assertEquals(Code.OK, outcome.status().code());
        assertEquals(new VoiceCaller.Heard(10, 10, List.of("Hello.")), outcome.context());
        VoiceMachine.Ended ended = ended();
        assertEquals("hung up", why(ended));
        assertEquals(10, ended.conversation().frames());
        assertEquals(0, ended.conversation().lost());
    }

    @Test
    @DisplayName("nobody speaks: the caller is asked, and then the server ends it with OK")
    void silence() throws Exception {
        stop();
        serve(new Patience(Duration.ofMillis(50), Duration.ofHours(1)));
        try (ClientCall<FromLine, ToLine> call = client().talk()) {
            call.send(FromLine.newBuilder().setIncoming(Incoming.getDefaultInstance()).build());
            assertEquals("Hello.", call.next().getSay());
            assertEquals("Are you there?", call.next().getSay());
            assertNull(call.next());
        }
        VoiceMachine.Ended ended = ended();
        assertEquals("silent", why(ended));
        assertEquals(Code.OK, ended.status().code());
    }

    @Test
    @DisplayName("the client gives the call up: CANCELLED")
    void cancels() throws Exception {
        Speaking speaking = speak(ENDLESS, client());
        speaking.outcome.cancel(false);
        cutOff(Code.CANCELLED);
    }

    private void cutOff(Code code) throws InterruptedException {
        VoiceMachine.Ended ended = ended();
        assertEquals(code, ended.status().code());
        assertEquals("cut off: " + code, why(ended));
        assertEquals("123", ended.conversation().number());
        assertTrue(ended.conversation().frames() >= 3);
    }

    @Test
    @DisplayName("the client's deadline runs out: both sides have their last context")
    void deadline() throws Exception {
        Speaking speaking = speak(ENDLESS, client().within(Duration.ofSeconds(6)));
        Outcome<VoiceCaller.Heard> outcome = speaking.over();
        assertEquals(Code.DEADLINE_EXCEEDED, outcome.status().code());
        assertTrue(outcome.context().said() >= 3);
        assertEquals(List.of("Hello."), outcome.context().words());
        // Whose clock is first decides: the server's own deadline, or the client's reset.
        VoiceMachine.Ended ended = ended();
        assertTrue(
                Set.of(Code.DEADLINE_EXCEEDED, Code.CANCELLED).contains(ended.status().code()),
                ended::toString);
        assertTrue(ended.conversation().frames() >= 3);
    }

    @Test
    @DisplayName("the client's process is killed: CANCELLED")
    void dies() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(VoiceCaller.class.getName());
        command.addAll(List.of("localhost:" + port(), "123", "" + ENDLESS));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader said = process.inputReader()) {
            List<String> heard = new ArrayList<>();
            while (heard.stream().noneMatch(line -> line.startsWith("audio"))) {
                String line = said.readLine();
                assertNotNull(line, heard::toString);
                heard.add(line);
            }
            process.destroyForcibly();
            cutOff(Code.CANCELLED);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    @DisplayName("the server shuts down: a call may end well within the grace time")
    void graceful() throws Exception {
        Speaking speaking = speak(20, client());
        server.shutdown(Duration.ofSeconds(60)).toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertEquals(Code.OK, speaking.over().status().code());
        assertEquals(20, ended().conversation().frames());
    }

    @Test
    @DisplayName("the server shuts down at once: UNAVAILABLE for the client, and it is saved")
    void shutDown() throws Exception {
        Speaking speaking = speak(ENDLESS, client());
        server.shutdown(Duration.ZERO).toCompletableFuture().get(60, TimeUnit.SECONDS);
        cutOff(Code.CANCELLED);
        Outcome<VoiceCaller.Heard> outcome = speaking.over();
        assertEquals(Code.UNAVAILABLE, outcome.status().code());
        assertTrue(outcome.context().said() >= 3);
    }

    @Test
    @DisplayName("a frame that is too large: INVALID_ARGUMENT on both sides")
    void refused() throws Exception {
        try (ClientCall<FromLine, ToLine> call = client().talk()) {
            call.send(FromLine.newBuilder().setIncoming(Incoming.getDefaultInstance()).build());
            call.next();
            ByteString samples = ByteString.copyFrom(new byte[641]);
            call.send(
                    FromLine.newBuilder().setAudio(Audio.newBuilder().setSamples(samples)).build());
            RpcException refused = assertThrows(RpcException.class, call::next);
            assertEquals(Code.INVALID_ARGUMENT, refused.status().code());
        }
        assertEquals(Code.INVALID_ARGUMENT, ended().status().code());
    }

    @Test
    @DisplayName("fifty calls at once, half of them cut off: each is saved once, in the log's file")
    void many(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("calls");
        try (CallLog log = CallLog.at(file)) {
            stop();
            server = VoiceServer.serve(0, Patience.USUAL, call -> both(log, call));
            channel = ChannelOptions.builder("localhost:" + port()).open();
            List<CompletableFuture<Outcome<VoiceCaller.Heard>>> calls = new ArrayList<>();
            CountDownLatch greeted = new CountDownLatch(50);
            for (int i = 0; i < 50; i++) {
                VoiceCaller caller =
                        new VoiceCaller(
                                "" + i,
                                i % 2 == 0 ? 5 : ENDLESS,
                                heard -> {
                                    if (heard.hasSay()) {
                                        greeted.countDown();
                                    }
                                });
                calls.add(client().talk(caller).toCompletableFuture());
            }
            assertTrue(greeted.await(60, TimeUnit.SECONDS));
            for (int i = 0; i < 50; i += 2) {
                Outcome<VoiceCaller.Heard> outcome = calls.get(i).get(60, TimeUnit.SECONDS);
                assertEquals(5, outcome.context().echoed());
            }
            for (int i = 1; i < 50; i += 2) {
                calls.get(i).cancel(false);
            }
            for (int i = 0; i < 50; i++) {
                ended();
            }
        }
        List<String> lines = Files.readAllLines(file);
        assertEquals(50, lines.size());
        for (int i = 0; i < 50; i++) {
            String number = "number=" + i + ",";
            String status = i % 2 == 0 ? "OK" : "CANCELLED";
            assertEquals(
                    1,
                    lines.stream()
                            .filter(line -> line.contains(number) && line.startsWith(status))
                            .count(),
                    number);
        }
    }

    private void both(CallLog log, VoiceMachine.Ended call) {
        log.accept(call);
        saved.add(call);
    }
}
