package dev.stillframe.vertx4;

import dev.stillframe.api.connection.ErrorCode;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** What a peer did wrong, as applications of Vert.x know it: Netty's exception. */
final class PeerFault {
    private PeerFault() {}

    /** On the connection. */
    static Http2Exception of(ErrorCode code, String reason) {
        return new Http2Exception(known(code), reason);
    }

    /** On one stream. */
    static Http2Exception of(int streamId, ErrorCode code, String reason) {
        return Http2Exception.streamError(streamId, known(code), "%s", reason);
    }

    private static Http2Error known(ErrorCode code) {
        Http2Error known = Http2Error.valueOf(Integer.toUnsignedLong(code.value()));
        return known == null ? Http2Error.PROTOCOL_ERROR : known;
    }
}
