package dev.stillframe.h2.runtime.recorder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/** A directory of recordings. What is in them is secret, so files are their owner's alone. */
record Directory(Path path) implements Store {
    static final String SUFFIX = ".recording";

    /** This directory, made if it is missing. */
    static Directory at(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, ownersAlone(path, "rwx------"));
        }
        if (!Files.isWritable(path)) {
            throw new IOException(path + " cannot be written to");
        }
        return new Directory(path);
    }

    private static FileAttribute<?>[] ownersAlone(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Octets of the recordings that are here. */
    long octets() throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().endsWith(SUFFIX)) {
                    sum += Files.size(file);
                }
            }
        }
        return sum;
    }

    @Override
    public WritableByteChannel create(String name) throws IOException {
        Path file = path.resolve(name);
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ownersAlone(path, "rw-------"));
    }

    @Override
    public void remove(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
    }
}
