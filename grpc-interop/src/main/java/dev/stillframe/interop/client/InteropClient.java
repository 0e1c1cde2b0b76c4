package dev.stillframe.interop.client;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptionsBuilder;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.interop.Marked;
import dev.stillframe.interop.Payloads;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays cases against one server, over one channel that is opened as it is needed. */
public final class InteropClient implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofMillis(200);

    private final Play play;
    private final ChannelOptions options;

    /**
     * A client of a server.
     *
     * @param times how often a case calls that is about calling often
     * @param atOnce how many calls a case has at a time that is about that
     */
    public InteropClient(Whom whom, int times, int atOnce) {
        this.options = options(whom);
        this.play = new Play(open(), this::open, times, atOnce);
    }

    /**
     * Whom to call.
     *
     * @param host its name, which its certificate is for
     * @param tls whom to trust; null for plain connections
     * @param at where it really is; null to look its name up
     */
    public record Whom(String host, int port, @Nullable Tls tls, @Nullable SocketAddress at) {
        /** By its name, without TLS. */
        public static Whom plain(String host, int port) {
            return new Whom(host, port, null, null);
        }

        private String target() {
            return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
        }
    }

    private static ChannelOptions options(Whom whom) {
        // A server may read as slowly as it likes.
        Limits limits = Limits.DEFAULT.toBuilder().stallTimeout(Duration.ZERO).build();
        ClientOptionsBuilder client = Client.builder().limits(limits).drain(DRAIN);
        ChannelOptionsBuilder channel =
                ChannelOptions.builder(whom.target())
                        .maxReceived(Payloads.MOST)
                        .compressions(List.of(Marked.GZIP));
        Tls tls = whom.tls();
        if (tls != null) {
            client.tls(tls);
            channel.secure();
        }
        SocketAddress at = whom.at();
        if (at != null) {
            String scheme = tls == null ? "http" : "https";
            client.address(Endpoint.of(scheme, whom.host(), whom.port()), at);
        }
        return channel.client(client.build()).build();
    }

    private Channel open() {
        return GrpcEngine.find().channel(options);
    }

    /**
     * Plays a case.
     *
     * @throws CaseFailed says what was expected, and what came
     * @throws InterruptedException when the thread is interrupted
     */
    public void play(InteropCase which) throws CaseFailed, InterruptedException {
        try {
            which.play(play);
        } catch (CaseFailed | InterruptedException told) {
            throw told;
        } catch (RpcException | UncheckedRpcException e) {
            throw new CaseFailed("a call failed: " + e.getMessage(), e);
        } catch (Exception e) {
            throw new CaseFailed(e.toString(), e);
        }
    }

    @Override
    public void close() {
        play.channel().close();
    }
}
