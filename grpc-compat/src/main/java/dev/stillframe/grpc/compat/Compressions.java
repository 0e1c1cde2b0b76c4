package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.message.Octets;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Compressions as grpc-java's registries have them. */
final class Compressions {
    private Compressions() {}

    /** Those that both know, gzip as the engine has it. */
    static List<Compression> of(CompressorRegistry packing, DecompressorRegistry unpacking) {
        List<Compression> all = new ArrayList<>();
        for (String name : unpacking.getAdvertisedMessageEncodings()) {
            Compressor compressor = packing.lookupCompressor(name);
            Decompressor decompressor = unpacking.lookupDecompressor(name);
            if (name.equals("identity") || compressor == null || decompressor == null) {
                continue;
            }
            all.add(
                    name.equals(Compression.GZIP.name())
                            ? Compression.GZIP
                            : new Theirs(name, compressor, decompressor));
        }
        return all;
    }

    private record Theirs(String name, Compressor compressor, Decompressor decompressor)
            implements Compression {
        @Override
        public Octets compress(Octets message) {
            ByteArrayOutputStream to = new ByteArrayOutputStream(message.length() / 2 + 32);
            try (OutputStream packing = compressor.compress(to)) {
                packing.write(message.toArray());
            } catch (IOException e) {
                throw new IllegalStateException(e); // memory does not fail
            }
            return Octets.wrap(to.toByteArray());
        }

        @Override
        public Octets decompress(Octets octets, int most) throws IOException {
            try (InputStream unpacking =
                    decompressor.decompress(new ByteArrayInputStream(octets.toArray()))) {
                byte[] message = unpacking.readNBytes(most);
                if (unpacking.read() >= 0) {
                    throw new TooLarge();
                }
                return Octets.wrap(message);
            }
        }
    }
}
