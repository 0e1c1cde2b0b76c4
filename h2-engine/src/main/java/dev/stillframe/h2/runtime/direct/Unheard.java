package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.Http2Connection;

/** For payloads that nobody will change: it does not matter when they are handed over. */
enum Unheard implements Http2Connection.Sent {
    INSTANCE;

    @Override
    public void succeeded() {}

    @Override
    public void failed(String reason) {}
}
