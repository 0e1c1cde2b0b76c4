package dev.stillframe.workbench.undertow;

import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;

/** Undertow with its own HTTP/2. */
public final class UndertowFront implements Front {

    @Override
    public String name() {
        return "undertow";
    }

    @Override
    public String description() {
        return "Undertow with its own HTTP/2; it has no early hints";
    }

    @Override
    public boolean isPeer() {
        return true;
    }

    @Override
    public Serving start(Listening listening) throws Exception {
        return UndertowServer.start(listening);
    }
}
