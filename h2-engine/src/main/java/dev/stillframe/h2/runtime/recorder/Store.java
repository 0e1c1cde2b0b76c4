package dev.stillframe.h2.runtime.recorder;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** Where the writer puts files. */
interface Store {
    /** A new file. */
    WritableByteChannel create(String name) throws IOException;

    /** Removes a file of which not even the head could be written. */
    void remove(String name) throws IOException;
}
