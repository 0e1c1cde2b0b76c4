package dev.stillframe.workbench.calls;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.workbench.client.Loop;

/** What calls of the echo begin with. */
final class CallHeads {
    private static final FieldSection FIELDS =
            FieldSection.of("content-type", "application/grpc", "te", "trailers");

    private CallHeads() {}

    static RequestHead of(Loop loop, String path) {
        return RequestHead.of("POST", loop.scheme(), loop.authority(), path, FIELDS);
    }
}
