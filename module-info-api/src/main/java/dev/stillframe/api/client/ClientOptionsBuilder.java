package dev.stillframe.api.client;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.tls.Tls;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Collects {@link ClientOptions}; made by {@link Client#builder()}. */
public final class ClientOptionsBuilder {
    private final Map<String, Tls> tls = new HashMap<>();
    private final Map<Endpoint, SocketAddress> addresses = new HashMap<>();
    private Options connection = Options.of(Role.CLIENT);
    private PoolOptions pool = PoolOptions.DEFAULT;
    private Cleartext cleartext = Cleartext.PRIOR_KNOWLEDGE;
    private RaceOptions race = RaceOptions.DEFAULT;
    private Resolver resolver = Resolver.system();
    private int loops = 1;
    private int maxContent = 16 << 20;
    private Duration http1Memory = Duration.ofMinutes(5);
    private int retries = 1;
    private Duration drain = Duration.ofSeconds(10);

    ClientOptionsBuilder() {}

    /** Sets {@link ClientOptions#connection()}. */
    public ClientOptionsBuilder connection(Options value) {
        connection = value;
        return this;
    }

    /** Sets the limits of each connection. */
    public ClientOptionsBuilder limits(Limits value) {
        connection = connection.with(value);
        return this;
    }

    /** Lets requests accept pushes; without it the server is told that none are wanted. */
    public ClientOptionsBuilder acceptPush() {
        connection = connection.withPush();
        return this;
    }

    /** Sets {@link ClientOptions#pool()}. */
    public ClientOptionsBuilder pool(PoolOptions value) {
        pool = value;
        return this;
    }

    /** Sets {@link ClientOptions#race()}. */
    public ClientOptionsBuilder race(RaceOptions value) {
        race = value;
        return this;
    }

    /** Sets {@link ClientOptions#maxContent()}. */
    public ClientOptionsBuilder maxContent(int octets) {
        maxContent = octets;
        return this;
    }

    /** Adds a TLS set-up under its {@link Tls#identity()}. */
    public ClientOptionsBuilder tls(Tls value) {
        tls.put(value.identity(), value);
        return this;
    }

    /** Sets {@link ClientOptions#cleartext()}. */
    public ClientOptionsBuilder cleartext(Cleartext value) {
        cleartext = value;
        return this;
    }

    /** Adds a fixed address for an endpoint. */
    public ClientOptionsBuilder address(Endpoint endpoint, SocketAddress address) {
        addresses.put(endpoint, address);
        return this;
    }

    /** Sets {@link ClientOptions#resolver()}. */
    public ClientOptionsBuilder resolver(Resolver value) {
        resolver = value;
        return this;
    }

    /** Sets {@link ClientOptions#loops()}. */
    public ClientOptionsBuilder loops(int value) {
        loops = value;
        return this;
    }

    /** Sets {@link ClientOptions#http1Memory()}. */
    public ClientOptionsBuilder http1Memory(Duration value) {
        http1Memory = value;
        return this;
    }

    /** Sets {@link ClientOptions#retries()}. */
    public ClientOptionsBuilder retries(int value) {
        retries = value;
        return this;
    }

    /** Sets {@link ClientOptions#drain()}. */
    public ClientOptionsBuilder drain(Duration value) {
        drain = value;
        return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException when a value is out of its range
     */
    public ClientOptions build() {
        if (!tls.containsKey("")) {
            tls.put("", Tls.trusting());
        }
        return new ClientOptions(
                connection,
                pool,
                race,
                tls,
                cleartext,
                addresses,
                resolver,
                loops,
                maxContent,
                http1Memory,
                retries,
                drain);
    }

    /** Builds the options and opens a client, as {@link Client#open} does. */
    public Client open() {
        return Client.open(build());
    }
}
