package dev.stillframe.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.message.Octets;
import dev.stillframe.interop.testing.Empty;
import dev.stillframe.interop.testing.SimpleRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MarkedTest {
    private static Octets octets(com.google.protobuf.Message message) {
        return Octets.wrap(message.toByteArray());
    }

    @Test
    @DisplayName("what was decompressed is marked, and nothing else of it is changed")
    void marked() throws Exception {
        SimpleRequest sent =
                SimpleRequest.newBuilder()
                        .setResponseSize(7)
                        .setPayload(Payloads.zeros(1000))
                        .build();
        Octets received =
                Marked.GZIP.decompress(
                        Marked.GZIP.compress(octets(sent)), sent.getSerializedSize());
        SimpleRequest read = SimpleRequest.parseFrom(received.toByteBuffer());
        assertTrue(Marked.isOn(read));
        assertFalse(Marked.isOn(sent));
        assertEquals(
                sent,
                read.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance()).build());
    }

    @Test
    @DisplayName("a message of no octets can be marked; one that is too large is none")
    void bounds() throws Exception {
        Octets nothing = Marked.GZIP.decompress(Marked.GZIP.compress(Octets.EMPTY), 0);
        assertTrue(Marked.isOn(Empty.parseFrom(nothing.toByteBuffer())));
        Octets large = Marked.GZIP.compress(Octets.wrap(new byte[11]));
        assertThrows(Compression.TooLarge.class, () -> Marked.GZIP.decompress(large, 10));
    }
}
