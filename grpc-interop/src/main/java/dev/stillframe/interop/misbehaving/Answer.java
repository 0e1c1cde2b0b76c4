package dev.stillframe.interop.misbehaving;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Block;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.FrameType;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.interop.Payloads;
import dev.stillframe.interop.testing.SimpleResponse;
import java.io.IOException;

/** How one case answers calls. */
final class Answer {
    private static final String EMPTY_CALL = "/grpc.testing.TestService/EmptyCall";
    private static final int RESPONSE = 314_159;

    /** Octets in each frame of the cases that have small ones. */
    private static final int SMALL = 5;

    private static final int LARGE = 16_384;
    private static final int PADDING = 255;
    private static final Octets HEAD =
            Block.of(":status", "200", "content-type", "application/grpc");
    private static final Octets TRAILERS = Block.of("grpc-status", "0");

    private final NegativeCase which;
    private final Conversation to;
    private boolean left;

    Answer(NegativeCase which, Conversation to) {
        this.which = which;
        this.to = to;
    }

    void to(int call, String path) throws IOException {
        boolean small = path.equals(EMPTY_CALL);
        Octets message = message(small ? new byte[0] : response());
        if (small) {
            to.write(Frames.headers(call, HEAD, Frames.END_HEADERS));
            send(call, message, LARGE, 0);
            end(call);
            return;
        }
        switch (which) {
            case GOAWAY -> {
                if (!left) {
                    left = true;
                    to.leave(call);
                }
                whole(call, message, LARGE, 0);
            }
            case MAX_STREAMS -> whole(call, message, LARGE, 0);
            case DATA_FRAME_PADDING -> whole(call, message, SMALL, PADDING);
            case NO_DF_PADDING_SANITY_TEST -> whole(call, message, SMALL, 0);
            case PING -> {
                to.ping();
                to.write(Frames.headers(call, HEAD, Frames.END_HEADERS));
                to.ping();
                if (send(call, message, LARGE, 0)) {
                    to.ping();
                    end(call);
                }
            }
            case RST_AFTER_HEADER -> broken(call, Octets.EMPTY);
            case RST_DURING_DATA -> broken(call, message.slice(0, message.length() / 2));
            case RST_AFTER_DATA -> broken(call, message);
        }
    }

    private static byte[] response() {
        return SimpleResponse.newBuilder()
                .setPayload(Payloads.zeros(RESPONSE))
                .build()
                .toByteArray();
    }

    private static Octets message(byte[] octets) {
        return new Output(5 + octets.length)
                .u8(0)
                .u32(octets.length)
                .put(octets, 0, octets.length)
                .cut();
    }

    private void whole(int call, Octets message, int most, int padding) throws IOException {
        to.write(Frames.headers(call, HEAD, Frames.END_HEADERS));
        if (send(call, message, most, padding)) {
            end(call);
        }
    }

    private void end(int call) throws IOException {
        to.write(Frames.headers(call, TRAILERS, Frames.END_HEADERS | Frames.END_STREAM));
    }

    private void broken(int call, Octets part) throws IOException {
        to.write(Frames.headers(call, HEAD, Frames.END_HEADERS));
        if (send(call, part, LARGE, 0)) {
            to.write(Frames.reset(call, ErrorCode.NO_ERROR));
        }
    }

    /** Whether all was sent, and not given up by the client. */
    private boolean send(int call, Octets octets, int most, int padding) throws IOException {
        Octets rest = octets;
        while (!rest.isEmpty()) {
            Octets piece = rest.slice(0, Math.min(most, rest.length()));
            rest = rest.from(piece.length());
            Octets payload = padding == 0 ? piece : Frames.padded(padding, piece, padding);
            Octets frame =
                    Frames.frame(FrameType.DATA, padding == 0 ? 0 : Frames.PADDED, call, payload);
            if (!to.data(call, payload.length(), frame)) {
                return false;
            }
        }
        return true;
    }
}
