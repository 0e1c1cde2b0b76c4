package dev.stillframe.workbench.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.stillframe.workbench.echo.v1.Payload;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the frames of the calls' generator")
class FramesTest {

    private static Payload payload(byte[] frame) throws InvalidProtocolBufferException {
        ByteBuffer octets = ByteBuffer.wrap(frame);
        assertEquals(0, octets.get(), "compressed");
        assertEquals(octets.remaining() - 4, octets.getInt(), "length");
        return Payload.parseFrom(octets);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 127, 128, 320, 16_383})
    @DisplayName("are messages as Protocol Buffers would write them")
    void same(int octets) throws InvalidProtocolBufferException {
        byte[] frame = new Frames(octets).of(3, 1_234_567_890_123L, 7);
        Payload payload = payload(frame);
        assertEquals(1_234_567_890_123L, payload.getDue());
        assertEquals(7, payload.getNumber());
        assertEquals(octets, payload.getContent().size());
        byte[] written = payload.toByteArray();
        assertEquals(
                ByteBuffer.wrap(written), ByteBuffer.wrap(frame, 5, frame.length - 5), "octets");
    }

    @Test
    @DisplayName("differ in their content from message to message and from call to call")
    void different() throws InvalidProtocolBufferException {
        Frames frames = new Frames(10);
        Payload one = payload(frames.of(1, 1, 1));
        assertNotEquals(one.getContent(), payload(frames.of(1, 1, 2)).getContent());
        assertNotEquals(one.getContent(), payload(frames.of(2, 1, 1)).getContent());
    }

    @Test
    @DisplayName("are the same when an array is used again")
    void again() {
        Frames frames = new Frames(200);
        byte[] used = frames.of(9, 8, 7);
        frames.fill(used, 1, 2, 3);
        assertEquals(Arrays.toString(frames.of(1, 2, 3)), Arrays.toString(used));
    }

    @Test
    @DisplayName("have content, and a length that fits into two octets")
    void bounds() {
        assertThrows(IllegalArgumentException.class, () -> new Frames(0));
        assertThrows(IllegalArgumentException.class, () -> new Frames(16_384));
    }
}
