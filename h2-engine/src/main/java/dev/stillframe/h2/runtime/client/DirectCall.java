package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Push;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.runtime.direct.ClientStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** A request in direct style. */
final class DirectCall extends Call {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    final ClientStream stream;

    /** Of a promised response. */
    private @Nullable Consumer<ClientExchange> taker;

    DirectCall(Request request, Owner owner) {
        super(request, owner);
        stream =
                new ClientStream(
                        request.head(), request.content() != null, this::cancel, this::decoding);
    }

    @Override
    boolean writesContent() {
        return taker == null && mayHaveContent();
    }

    @Override
    void begun() {
        Link on = link();
        if (on != null) {
            stream.begun(on.line(), streamId(), !writesContent());
        }
    }

    @Override
    void on(Notice notice, Http2Connection connection) {
        if (notice instanceof Notice.Response response && response.head().isInterim()) {
            interim(response.head());
        }
        stream.on(notice);
    }

    /** A write that waits for credit ends; what was received can be read. */
    @Override
    void early() {
        giveUpRest();
        stream.early();
    }

    @Override
    boolean rewind() {
        return stream.rewind();
    }

    @Override
    void over(End end) {
        IOException why = exception(end);
        stream.over(end, why instanceof StreamException ? null : why);
    }

    @Override
    void failed(IOException cause) {
        stream.failed(cause);
    }

    private ClientStream.@Nullable Decoding decoding(ResponseHead head) {
        ContentDecoder decoder = request.decoded() ? ContentDecoder.of(head.fields()) : null;
        return decoder == null ? null : new Pieces(decoder, request.endpoint());
    }

    private record Pieces(ContentDecoder decoder, Endpoint endpoint)
            implements ClientStream.Decoding {
        @Override
        public void feed(Octets coded) {
            decoder.feed(coded);
        }

        @Override
        public @Nullable Octets next() throws IOException {
            try {
                return decoder.next();
            } catch (DataFormatException e) {
                throw undecodable(e.getMessage());
            }
        }

        @Override
        public void complete() throws IOException {
            if (!decoder.isWhole()) {
                throw undecodable("it ends too early");
            }
        }

        @Override
        public void end() {
            decoder.end();
        }

        private ClientException undecodable(String reason) {
            decoder.end();
            return new ClientException(
                    Failure.UNDECODABLE,
                    endpoint,
                    "the content is not coded as it says: " + reason,
                    null);
        }
    }

    // ---- pushes

    /** For a promised response; null when nobody wants it. */
    static @Nullable DirectCall promised(Link link, Call parent, RequestHead head) {
        Push decides = parent.request.push();
        Consumer<ClientExchange> taker = null;
        try {
            taker = decides == null ? null : decides.promised(head);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "Who decides on pushes has failed; this one is refused", e);
        }
        if (taker == null) {
            return null;
        }
        Request promise =
                new Request(
                        parent.request.endpoint(),
                        head,
                        null,
                        FieldSection.EMPTY,
                        Duration.ZERO,
                        parent.request.decoded(),
                        null,
                        null);
        DirectCall call = new DirectCall(promise, NOBODY);
        call.taker = taker;
        call.given(link);
        return call;
    }

    /** The promised stream is this call's; who takes it does so on a thread of its own. */
    void accept(Notice.Promise promise) {
        Consumer<ClientExchange> takes = taker;
        Link on = link();
        if (takes != null && on != null) {
            opened(on.connection(), promise.promisedId());
            Thread.ofVirtual()
                    .name("stillframe-push")
                    .start(
                            () -> {
                                try (stream) {
                                    takes.accept(stream);
                                } catch (RuntimeException | Error e) {
                                    LOG.log(Level.WARNING, "Who takes a push has failed", e);
                                }
                            });
        }
    }

    private static final Owner NOBODY =
            new Owner() {
                @Override
                public void rejected(Call call, String reason) {}

                @Override
                public boolean ended(Call call, End end) {
                    return false;
                }

                @Override
                public void again(Call call) {}

                @Override
                public void abandoned(Call call) {}
            };
}
