package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One end: a session, and what it has told. */
final class End implements TlsSession.Output {
    final SSLEngine engine;
    final TlsSession tls;

    /** What was told, in order: "established h2", "data", "closed". */
    final List<String> told = new ArrayList<>();

    final ByteArrayOutputStream read = new ByteArrayOutputStream();
    final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    /** The sizes of what was handed on as ciphertext, one after the other. */
    final List<Integer> flushes = new ArrayList<>();

    /** What is done within the call for plaintext. */
    Consumer<End> onData = end -> {};

    /** What is done with a task; by default it stands in the queue until a test runs it. */
    Consumer<Runnable> onTask = tasks::add;

    @Nullable SSLException failure;

    End(SSLEngine engine) {
        this(engine, new TlsBuffers());
    }

    End(SSLEngine engine, TlsBuffers buffers) {
        this.engine = engine;
        this.tls = new TlsSession(engine, this, buffers);
    }

    /** A call of the session. */
    interface Step {
        void run() throws SSLException;
    }

    /** Makes a call and keeps its error; the end is dead then. */
    End step(Step step) {
        try {
            step.run();
        } catch (SSLException e) {
            failure = e;
        }
        return this;
    }

    End begin() {
        return step(tls::begin);
    }

    End receive(byte[] octets) {
        return step(
                () -> {
                    ByteBuffer buffer = ByteBuffer.wrap(octets.clone());
                    tls.received(buffer);
                    assertEquals(0, buffer.remaining(), "all is taken");
                });
    }

    End write(byte[]... octets) {
        return step(() -> tls.write(Arrays.stream(octets).map(ByteBuffer::wrap).toList()));
    }

    End write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lets the engine say what the test has asked of it. */
    End poke() {
        return receive(new byte[0]);
    }

    /** Runs the delegated tasks that there are now. */
    End runTasks() {
        for (Runnable task; (task = tasks.poll()) != null; ) {
            task.run();
            step(tls::resume);
        }
        return this;
    }

    String text() {
        return read.toString(StandardCharsets.UTF_8);
    }

    /** What is to go over the network, taken away. */
    byte[] sent() {
        byte[] octets = wire.toByteArray();
        wire.reset();
        return octets;
    }

    @Override
    public void plaintext(ByteBuffer octets) {
        assertTrue(tls.isEstablished(), "no data before the handshake is over");
        if (told.isEmpty() || !told.get(told.size() - 1).equals("data")) {
            told.add("data");
        }
        take(octets, read);
        onData.accept(this);
    }

    @Override
    public void established(String protocol) {
        told.add("established " + protocol);
    }

    @Override
    public void ciphertext(ByteBuffer octets) {
        flushes.add(octets.remaining());
        take(octets, wire);
        tls.recycle(octets);
    }

    /** Takes octets and spoils what they were in, as a new owner may. */
    private static void take(ByteBuffer octets, ByteArrayOutputStream into) {
        while (octets.hasRemaining()) {
            into.write(octets.get(octets.position()));
            octets.put((byte) 0x55);
        }
    }

    @Override
    public void task(Runnable task) {
        onTask.accept(task);
    }

    @Override
    public void inputClosed() {
        told.add("closed");
    }
}
