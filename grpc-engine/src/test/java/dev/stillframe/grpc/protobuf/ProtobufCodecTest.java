package dev.stillframe.grpc.protobuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.UninterpretedOption;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.JavaFeaturesProto;
import com.google.protobuf.ListValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages to octets and back. */
class ProtobufCodecTest {
    private static final ProtobufCodec<Struct> STRUCTS =
            ProtobufCodec.of(Struct.getDefaultInstance());

    static Stream<Named<IntFunction<ByteBuffer>>> memories() {
        return Stream.of(
                Named.of("heap", ByteBuffer::allocate),
                Named.of("direct", ByteBuffer::allocateDirect),
                Named.of(
                        "a part of heap",
                        size -> ByteBuffer.allocate(size + 20).position(7).slice(7, size)),
                Named.of(
                        "a part of direct",
                        size -> ByteBuffer.allocateDirect(size + 20).slice(13, size)));
    }

    private static Value random(Random random, int depth) {
        Value.Builder value = Value.newBuilder();
        return switch (random.nextInt(depth > 4 ? 3 : 5)) {
            case 0 -> value.setNumberValue(random.nextDouble()).build();
            case 1 -> value.setBoolValue(random.nextBoolean()).build();
            case 2 -> value.setStringValue("ü".repeat(random.nextInt(200))).build();
            case 3 -> {
                ListValue.Builder list = ListValue.newBuilder();
                for (int i = random.nextInt(6); i > 0; i--) {
                    list.addValues(random(random, depth + 1));
                }
                yield value.setListValue(list).build();
            }
            default -> value.setStructValue(struct(random, depth + 1)).build();
        };
    }

    private static Struct struct(Random random, int depth) {
        Struct.Builder struct = Struct.newBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            struct.putFields("key" + i, random(random, depth));
        }
        return struct.build();
    }

    @ParameterizedTest
    @MethodSource("memories")
    @DisplayName("A message is written where the buffer stands, and read from what remains")
    void roundTrip(IntFunction<ByteBuffer> memory) throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            Struct message = struct(new Random(seed), 0);
            int size = STRUCTS.size(message);
            ByteBuffer buffer = memory.apply(size + 8);
            buffer.put((byte) 1).put((byte) 2).put((byte) 3);
            STRUCTS.encode(message, buffer);
            assertEquals(3 + size, buffer.position(), "seed " + seed);
            buffer.flip().position(3);
            byte[] octets = new byte[size];
            buffer.get(3, octets);
            assertArrayEquals(message.toByteArray(), octets);
            assertEquals(message, STRUCTS.decode(buffer.duplicate()), "seed " + seed);
            assertEquals(message, STRUCTS.decode(buffer.asReadOnlyBuffer()));
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    @DisplayName("Nothing of a message changes with the buffer that it was read from")
    void noAlias(IntFunction<ByteBuffer> memory) throws Exception {
        ProtobufCodec<BytesValue> codec = ProtobufCodec.of(BytesValue.getDefaultInstance());
        BytesValue message =
                BytesValue.newBuilder().setValue(ByteString.copyFrom(new byte[5_000])).build();
        ByteBuffer buffer = memory.apply(codec.size(message));
        codec.encode(message, buffer);
        BytesValue read = codec.decode(buffer.flip());
        BytesValue readOnly = codec.decode(buffer.clear().asReadOnlyBuffer());
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (byte) 'x');
        }
        assertEquals(message, read);
        assertEquals(message, readOnly);
    }

    @ParameterizedTest
    @MethodSource("memories")
    @DisplayName("A message that was cut off is no message, wherever")
    void cutOff(IntFunction<ByteBuffer> memory) {
        ProtobufCodec<StringValue> codec = ProtobufCodec.of(StringValue.getDefaultInstance());
        StringValue message = StringValue.of("a text");
        for (int length = 1; length < codec.size(message); length++) {
            ByteBuffer buffer = memory.apply(codec.size(message));
            codec.encode(message, buffer);
            buffer.flip().limit(length);
            assertThrows(InvalidProtocolBufferException.class, () -> codec.decode(buffer));
        }
    }

    @Test
    @DisplayName("Nothing is the message with nothing set")
    void empty() throws Exception {
        assertEquals(Struct.getDefaultInstance(), STRUCTS.decode(ByteBuffer.allocate(0)));
        assertEquals(0, STRUCTS.size(Struct.getDefaultInstance()));
    }

    @Test
    @DisplayName("What is nested deeper than protobuf allows is refused")
    void depth() {
        Value value = Value.newBuilder().setBoolValue(true).build();
        for (int i = 0; i < 100; i++) {
            value =
                    Value.newBuilder()
                            .setListValue(ListValue.newBuilder().addValues(value))
                            .build();
        }
        Value deep = value;
        ProtobufCodec<Value> codec = ProtobufCodec.of(Value.getDefaultInstance());
        ByteBuffer octets = ByteBuffer.allocate(codec.size(deep));
        codec.encode(deep, octets);
        octets.flip();
        assertThrows(InvalidProtocolBufferException.class, () -> codec.decode(octets));
    }

    @Test
    @DisplayName("A message without a required field is refused")
    void required() {
        ProtobufCodec<UninterpretedOption.NamePart> codec =
                ProtobufCodec.of(UninterpretedOption.NamePart.getDefaultInstance());
        assertThrows(
                InvalidProtocolBufferException.class, () -> codec.decode(ByteBuffer.allocate(0)));
    }

    @Test
    @DisplayName("Text that is not UTF-8 is refused where the schema says so")
    void utf8() {
        ProtobufCodec<StringValue> codec = ProtobufCodec.of(StringValue.getDefaultInstance());
        ByteBuffer octets = ByteBuffer.wrap(new byte[] {0x0a, 1, (byte) 0xff});
        assertThrows(InvalidProtocolBufferException.class, () -> codec.decode(octets));
    }

    @Test
    @DisplayName("A buffer that is too small is the caller's mistake")
    void noRoom() {
        ProtobufCodec<StringValue> codec = ProtobufCodec.of(StringValue.getDefaultInstance());
        assertThrows(
                UncheckedIOException.class,
                () -> codec.encode(StringValue.of("a text"), ByteBuffer.allocate(3)));
    }

    @Test
    @DisplayName("Extensions are understood where they are registered, and kept where they are not")
    void extensions() throws Exception {
        // Protobuf's own classes cannot be initialized in the other order.
        DescriptorProtos.getDescriptor();
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder().setName("a.proto");
        JavaFeaturesProto.JavaFeatures features =
                JavaFeaturesProto.JavaFeatures.newBuilder().setLegacyClosedEnum(true).build();
        file.getOptionsBuilder()
                .getFeaturesBuilder()
                .setExtension(JavaFeaturesProto.java_, features);
        ExtensionRegistry extensions = ExtensionRegistry.newInstance();
        JavaFeaturesProto.registerAllExtensions(extensions);
        ProtobufCodec<FileDescriptorProto> without =
                ProtobufCodec.of(FileDescriptorProto.getDefaultInstance());
        ProtobufCodec<FileDescriptorProto> with =
                ProtobufCodec.of(FileDescriptorProto.getDefaultInstance(), extensions);
        ByteBuffer octets = ByteBuffer.wrap(file.build().toByteArray());

        FileDescriptorProto understood = with.decode(octets.duplicate());
        assertEquals(
                features,
                understood.getOptions().getFeatures().getExtension(JavaFeaturesProto.java_));
        FileDescriptorProto kept = without.decode(octets.duplicate());
        assertEquals(1, kept.getOptions().getFeatures().getUnknownFields().asMap().size());
        assertEquals(file.build().toByteString(), kept.toByteString());
    }

    @Test
    @DisplayName("Messages of no class, but of a descriptor, work as well")
    void dynamic() throws Exception {
        DynamicMessage none = DynamicMessage.getDefaultInstance(StringValue.getDescriptor());
        ByteBuffer octets = ByteBuffer.wrap(StringValue.of("a text").toByteArray());
        DynamicMessage read = ProtobufCodec.of(none).decode(octets);
        assertEquals("a text", read.getField(StringValue.getDescriptor().findFieldByName("value")));
    }
}
