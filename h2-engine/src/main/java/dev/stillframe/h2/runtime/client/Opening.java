package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.client.Cleartext;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.RaceOptions;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.pool.ProtocolMemory;
import dev.stillframe.h2.race.Race;
import dev.stillframe.h2.race.RaceEffect;
import dev.stillframe.h2.race.RaceEvent;
import dev.stillframe.h2.race.RaceTransition;
import dev.stillframe.h2.runtime.net.Loop;
import dev.stillframe.h2.runtime.net.SocketTransport;
import dev.stillframe.h2.runtime.tls.Engines;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way: names are resolved, addresses raced (RFC 8305), TLS and ALPN agreed on,
 * and the peer's settings waited for. On one loop.
 */
final class Opening implements Link.Listener {
    /** Told once how it went, on the loop. */
    interface Listener {
        /** The connection stands. It tells its own listener from now on. */
        void opened(Link link);

        /** There is none. */
        void failed(ClientException cause, boolean retryable);
    }

    private final Http2Engine engine;
    private final ClientOptions options;
    private final Spoken spoken;
    private final Endpoint endpoint;
    private final List<SocketAddress> given;
    private final Loop loop;
    private final Listener listener;
    private final Map<Integer, Attempt> attempts = new HashMap<>();
    private final Tried tried = new Tried();
    private Race<SocketAddress> race;
    private volatile @Nullable SocketTransport winner;
    private volatile boolean encrypted;
    private boolean over;

    /**
     * Not begun yet.
     *
     * @param given the addresses; with none they are looked up
     */
    Opening(
            Http2Engine engine,
            ClientOptions options,
            Spoken spoken,
            Endpoint endpoint,
            List<SocketAddress> given,
            Loop loop,
            Listener listener) {
        this.engine = engine;
        this.options = options;
        this.spoken = spoken;
        this.endpoint = endpoint;
        this.given = given;
        this.loop = loop;
        this.listener = listener;
        this.race = Race.of(options.race(), Loop.now());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ClientOptions options() {
        return options;
    }

    /** Begins. By any thread. */
    void begin() {
        loop.execute(
                () -> loop.at(Loop.now() + options.pool().connectTimeout().toNanos(), this::late));
        SocketAddress fixed = options.addresses().get(endpoint);
        if (!given.isEmpty()) {
            resolved(given);
        } else if (fixed != null) {
            resolved(List.of(fixed));
        } else if (!endpoint.via().isEmpty()) {
            abandon("its addresses are not known any more");
        } else {
            Thread.ofVirtual().name("stillframe-resolve").start(this::resolve);
        }
    }

    private void resolve() {
        try {
            List<SocketAddress> found = new ArrayList<>();
            for (InetAddress address : addresses()) {
                found.add(new InetSocketAddress(address, endpoint.port()));
            }
            resolved(found);
        } catch (IOException | RuntimeException | Error e) {
            String reason = e instanceof UnknownHostException ? "the name is unknown" : message(e);
            loop.execute(
                    () ->
                            step(
                                    List.of(
                                            new RaceEvent.Unresolved<>(
                                                    RaceOptions.Family.IPV6, reason),
                                            new RaceEvent.Unresolved<>(
                                                    RaceOptions.Family.IPV4, reason))));
        }
    }

    private List<InetAddress> addresses() throws IOException {
        String host = endpoint.host();
        boolean isAddress =
                host.indexOf(':') >= 0
                        || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        return isAddress ? List.of(InetAddress.getByName(host)) : options.resolver().resolve(host);
    }

    private void resolved(List<SocketAddress> found) {
        List<SocketAddress> v6 = found.stream().filter(Opening::isIpv6).toList();
        List<SocketAddress> v4 = found.stream().filter(a -> !isIpv6(a)).toList();
        loop.execute(
                () ->
                        step(
                                List.of(
                                        new RaceEvent.Resolved<>(RaceOptions.Family.IPV6, v6),
                                        new RaceEvent.Resolved<>(RaceOptions.Family.IPV4, v4))));
    }

    private static boolean isIpv6(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getAddress() instanceof Inet6Address;
    }

    /** Gives it up. By any thread. */
    void abandon(String reason) {
        loop.execute(() -> fail(stage(), reason, null, true));
    }

    /** The time for it has passed. */
    private void late() {
        Duration timeout = options.pool().connectTimeout();
        String reason = "no connection within " + timeout.toMillis() + " ms" + tried();
        fail(stage(), reason, null, true);
    }

    /** What to say of an end at this point. By any thread. */
    Failure stage() {
        if (winner == null) {
            return Failure.UNREACHABLE;
        }
        return endpoint.isSecure() && !encrypted ? Failure.TLS : Failure.SILENT;
    }

    // ---- the race

    private void step(List<RaceEvent<SocketAddress>> happened) {
        List<RaceEvent<SocketAddress>> events = new ArrayList<>();
        events.add(new RaceEvent.Clock<>(Loop.now()));
        events.addAll(happened);
        RaceTransition<SocketAddress> transition = race.step(events);
        race = transition.next();
        for (RaceEffect<SocketAddress> effect : transition.effects()) {
            follow(effect);
        }
    }

    private void follow(RaceEffect<SocketAddress> effect) {
        switch (effect) {
            case RaceEffect.Attempt<SocketAddress> attempt -> attempt(attempt);
            case RaceEffect.Cancel<SocketAddress> cancel -> {
                Attempt loser = attempts.remove(cancel.attempt());
                if (loser != null) {
                    loser.abandon();
                }
            }
            case RaceEffect.Won<SocketAddress> won -> {
                Attempt first = attempts.remove(won.attempt());
                winner = first == null ? null : first.transport();
            }
            case RaceEffect.Lost<SocketAddress> lost ->
                    fail(Failure.UNREACHABLE, lost.reason() + tried, null, true);
            case RaceEffect.WakeAt<SocketAddress> wake -> {
                if (wake.nanos() != Long.MAX_VALUE) {
                    loop.at(
                            wake.nanos(),
                            () -> {
                                if (!race.isOver()) {
                                    step(List.of());
                                }
                            });
                }
            }
        }
    }

    /** The addresses and what became of each; empty when one has won. By any thread. */
    String tried() {
        return winner == null ? tried.toString() : "";
    }

    private void attempt(RaceEffect.Attempt<SocketAddress> wanted) {
        tried.attempt(wanted.address());
        SSLEngine tls;
        try {
            tls = endpoint.isSecure() ? tls() : null;
        } catch (SSLException | RuntimeException e) {
            // Within a step of the race, which is over then.
            loop.execute(() -> fail(Failure.TLS, "TLS cannot begin: " + message(e), e, false));
            return;
        }
        SocketChannel channel;
        try {
            channel =
                    wanted.address() instanceof UnixDomainSocketAddress
                            ? SocketChannel.open(StandardProtocolFamily.UNIX)
                            : SocketChannel.open();
        } catch (IOException | RuntimeException e) {
            loop.execute(() -> attemptFailed(wanted.attempt(), message(e)));
            return;
        }
        Attempt attempt = new Attempt(this, wanted.attempt());
        SocketTransport transport = new SocketTransport(loop, channel, tls, attempt);
        attempt.transport(transport);
        attempts.put(wanted.attempt(), attempt);
        transport.connect(wanted.address());
    }

    private SSLEngine tls() throws SSLException {
        Tls tls = options.tls().get(endpoint.identity());
        if (tls == null) {
            throw new SSLException("there is no TLS set-up named " + endpoint.identity());
        }
        return Engines.client(tls, endpoint.host(), endpoint.port(), Engines.H2_AND_HTTP_1);
    }

    private static String message(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    // ---- told by the attempts

    /** Whether this attempt is the one. */
    boolean connected(Attempt attempt) {
        step(List.of(new RaceEvent.Succeeded<>(attempt.number())));
        return winner == attempt.transport() && !over;
    }

    void attemptFailed(Attempt attempt, Throwable cause) {
        if (winner != attempt.transport()) {
            attempts.remove(attempt.number());
            attemptFailed(attempt.number(), message(cause));
        } else if (endpoint.isSecure() && !encrypted) {
            boolean refused = cause instanceof SSLException;
            fail(Failure.TLS, "TLS was not established: " + message(cause), cause, !refused);
        } else {
            fail(Failure.LOST, message(cause), cause, true);
        }
    }

    private void attemptFailed(int attempt, String reason) {
        tried.failed(attempt, reason);
        step(List.of(new RaceEvent.Failed<>(attempt, reason)));
    }

    /** TLS is established, or there is none. */
    void established(Attempt attempt, String alpn) {
        encrypted = true;
        if (endpoint.isSecure()) {
            secured(attempt, alpn);
        } else if (options.cleartext() == Cleartext.UPGRADE) {
            attempt.upgrade();
        } else {
            attempt.settle(settled(attempt.transport()));
        }
    }

    private void secured(Attempt attempt, String alpn) {
        if (alpn.equals("h2")) {
            spoken.learn(endpoint, ProtocolMemory.Protocol.H2);
            attempt.settle(settled(attempt.transport()));
            return;
        }
        if (alpn.equals("http/1.1")) {
            spoken.learn(endpoint, ProtocolMemory.Protocol.HTTP_1_1);
        }
        String chosen = alpn.isEmpty() ? "no ALPN" : "ALPN " + alpn;
        http1("the peer does not speak HTTP/2 (" + chosen + ")");
    }

    /** The peer speaks HTTP/1.1, and will when it is asked again. */
    void http1(String how) {
        fail(Failure.HTTP_1, how, null, false);
    }

    /** The peer speaks something else. */
    void notHttp(String how) {
        fail(Failure.NOT_HTTP_2, how, null, false);
    }

    /** HTTP/2 on this transport. */
    Link settled(SocketTransport transport) {
        Options given = options.connection();
        Options own =
                new Options(
                        given.role(),
                        spoken.calmed().of(given.limits()),
                        given.connectProtocol(),
                        given.push(),
                        endpoint.isSecure());
        return Link.open(engine, own, transport, spoken.calmed(), this);
    }

    // ---- told by the connection

    @Override
    public void ready(Link opened) {
        if (!over) {
            over = true;
            listener.opened(opened);
        }
    }

    @Override
    public void changed(Link opened) {}

    @Override
    public void ill(Link opened, String reason) {}

    @Override
    public void draining(Link opened, String reason) {}

    @Override
    public void ended(Link opened, String reason) {}

    @Override
    public void closed(Link opened) {
        Notice.Fault fault = opened.fault();
        Notice.Closed how = opened.how();
        if (fault != null) {
            fail(
                    Failure.NOT_HTTP_2,
                    "the peer does not speak HTTP/2: " + fault.reason(),
                    null,
                    false);
        } else {
            fail(Failure.LOST, how == null ? "the connection was lost" : how.reason(), null, true);
        }
    }

    private void fail(
            Failure failure, String reason, @Nullable Throwable cause, boolean retryable) {
        if (over) {
            return;
        }
        over = true;
        SocketTransport transport = winner;
        if (transport != null) {
            transport.abandon(reason);
        }
        List.copyOf(attempts.values()).forEach(Attempt::abandon);
        attempts.clear();
        if (!race.isOver()) {
            step(List.of(new RaceEvent.Abandon<>()));
        }
        listener.failed(new ClientException(failure, endpoint, reason, cause), retryable);
    }
}
