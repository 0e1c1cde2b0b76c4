package dev.stillframe.workbench.netty;

import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;

/** Netty's own HTTP/2 codec without anything above it. */
public final class NettyFront implements Front {

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public String description() {
        return "Netty's codec-http2 alone: prior knowledge, and h2 by ALPN; no HTTP/1.1";
    }

    @Override
    public boolean isPeer() {
        return true;
    }

    @Override
    public Serving start(Listening listening) throws Exception {
        return NettyServer.start(listening);
    }
}
