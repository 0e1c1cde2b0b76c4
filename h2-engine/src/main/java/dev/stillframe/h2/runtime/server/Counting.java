package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Notice;

/** Counts what a connection tells, and passes it on. */
record Counting(Counters counters, Object peer, FoldRunner next) implements FoldRunner {
    @Override
    public void on(Notice notice) {
        if (notice instanceof Notice.Request) {
            counters.requests.increment();
            counters.streams.increment();
        } else if (notice instanceof Notice.Started) {
            counters.streams.increment();
        } else if (notice instanceof Notice.Ended) {
            counters.streams.decrement();
        } else if (notice instanceof Notice.Fault fault) {
            counters.faults.increment();
            counters.mistake(
                    peer, fault.code() + " on stream " + fault.streamId() + ", " + fault.reason());
        }
        next.on(notice);
    }

    @Override
    public boolean run(Http2Connection connection) {
        return next.run(connection);
    }

    @Override
    public long wakeAt() {
        return next.wakeAt();
    }
}
