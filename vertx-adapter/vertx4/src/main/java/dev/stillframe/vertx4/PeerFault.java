package dev.stillframe.vertx4;

import dev.stillframe.api.connection.ErrorCode;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** What a peer did wrong, as applications of Vert.x know it: Netty's exception. */
final class PeerFault {
    private PeerFault() {}

    static Http2Exception of(ErrorCode code, String reason) {
        Http2Error known = Http2Error.valueOf(Integer.toUnsignedLong(code.value()));
        return new Http2Exception(known == null ? Http2Error.PROTOCOL_ERROR : known, reason);
    }
}
