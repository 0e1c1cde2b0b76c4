package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.SharedRunner;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.h2.runtime.direct.ServerStreams;
import dev.stillframe.h2.runtime.direct.StreamTable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The streams of one connection for which a handler was chosen, and those that they push. */
final class SharedStreams implements SharedRunner {
    private final ChosenStreams runner;

    // Under the connection's lock.
    private final StreamTable<Boolean> open = new StreamTable<>();
    private volatile int size;

    SharedStreams(
            Http2Engine engine,
            Function<RequestHead, @Nullable Handler> choice,
            ServerStreams direct) {
        this.runner = new ChosenStreams(engine, choice, direct);
    }

    @Override
    public boolean takes(Notice notice) {
        int streamId = notice.streamId();
        if (notice instanceof Notice.Request request) {
            return begins(request);
        }
        if (notice instanceof Notice.Started started && started.token() < 0) {
            open(streamId);
        }
        if (notice instanceof Notice.Fault || streamId != 0 && open.get(streamId) == null) {
            return false;
        }
        if (notice instanceof Notice.Ended) {
            open.remove(streamId);
            size = size - 1;
        }
        runner.on(notice);
        return streamId != 0;
    }

    private boolean begins(Notice.Request request) {
        Handler handler = runner.chosen(request.head());
        if (handler == null) {
            return false;
        }
        open(request.streamId());
        runner.begin(request, handler);
        return true;
    }

    private void open(int streamId) {
        open.put(streamId, true);
        size = size + 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean run(Http2Connection connection) {
        return runner.run(connection);
    }

    @Override
    public long wakeAt() {
        return runner.wakeAt();
    }
}
