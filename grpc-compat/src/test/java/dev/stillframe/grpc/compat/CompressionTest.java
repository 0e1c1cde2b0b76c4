package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages of bridged calls, compressed by registries of grpc-java's. */
@DisplayName("compression of bridged calls")
@Timeout(120)
class CompressionTest {
    /** Counts what it does. */
    private static final class Zlib implements Codec {
        final AtomicInteger compressed = new AtomicInteger();
        final AtomicInteger decompressed = new AtomicInteger();

        @Override
        public String getMessageEncoding() {
            return "zlib";
        }

        @Override
        public OutputStream compress(OutputStream os) throws IOException {
            compressed.incrementAndGet();
            return new DeflaterOutputStream(os);
        }

        @Override
        public InputStream decompress(InputStream is) throws IOException {
            decompressed.incrementAndGet();
            return new InflaterInputStream(is);
        }
    }

    @Test
    @DisplayName("messages are compressed by what registries have, one by one")
    void compression() throws Exception {
        Zlib client = new Zlib();
        Zlib server = new Zlib();
        try (Between between =
                Between.start(
                        built ->
                                built.compressorRegistry(compressors(server))
                                        .decompressorRegistry(decompressors(server))
                                        .addService(
                                                Between.serving(
                                                        Between.BOTH,
                                                        ServerCalls.asyncBidiStreamingCall(
                                                                CompressionTest
                                                                        ::compressingEverySecond))),
                        channel ->
                                channel.compressorRegistry(compressors(client))
                                        .decompressorRegistry(decompressors(client)))) {
            ClientCall<String, String> call =
                    between.channel.newCall(
                            Between.BOTH, CallOptions.DEFAULT.withCompression("zlib"));
            Told told = new Told();
            call.start(told, new Metadata());
            call.request(10);
            for (int i = 0; i < 6; i++) {
                call.setMessageCompression(i % 3 == 0);
                call.sendMessage("message " + i);
                assertEquals("message " + i, told.next());
            }
            call.halfClose();
            assertEquals(Status.Code.OK, told.status().getCode());
            assertEquals(2, client.compressed.get());
            assertEquals(2, server.decompressed.get());
            assertEquals(3, server.compressed.get());
            assertEquals(3, client.decompressed.get());
            StatusRuntimeException unknown =
                    assertThrows(
                            StatusRuntimeException.class,
                            () ->
                                    ClientCalls.blockingUnaryCall(
                                            between.channel,
                                            Between.UNARY,
                                            CallOptions.DEFAULT.withCompression("lz99"),
                                            "asked"));
            assertEquals(Status.Code.INTERNAL, unknown.getStatus().getCode());
        }
    }

    private static CompressorRegistry compressors(Codec codec) {
        CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
        registry.register(Codec.Identity.NONE);
        registry.register(codec);
        return registry;
    }

    private static DecompressorRegistry decompressors(Codec codec) {
        return DecompressorRegistry.emptyInstance().with(codec, true);
    }

    private static StreamObserver<String> compressingEverySecond(StreamObserver<String> answer) {
        ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) answer;
        call.setCompression("zlib");
        return new StreamObserver<>() {
            private int count;

            @Override
            public void onNext(String message) {
                call.setMessageCompression(count++ % 2 == 0);
                call.onNext(message);
            }

            @Override
            public void onError(Throwable cause) {}

            @Override
            public void onCompleted() {
                call.onCompleted();
            }
        };
    }
}
