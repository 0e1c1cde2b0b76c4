package dev.stillframe.simulator;

import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolOptionsBuilder;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Options;
import java.time.Duration;

/** What a world is made of, before anything happens. */
public sealed interface Setup {
    /** What kind of world. */
    enum Kind {
        /** The pure core at both ends, and scripts of commands. */
        PAIR,
        /** The pure core at both ends, and folds. */
        FOLDS,
        /** The runtime's driver at both ends, and scripts of commands. */
        DRIVEN,
        /** The runtime's driver at both ends, and folds. */
        DRIVEN_FOLDS,
        /** Several clients and servers, of all these kinds, on one clock. */
        MANY,
        /** A pool of connections to several servers. */
        POOL
    }

    /**
     * The world.
     *
     * @param weather the seed of all small choices
     * @param links how many connections; with a pool, how many servers
     */
    record Sky(Kind kind, long weather, int links) implements Setup {}

    /**
     * The network.
     *
     * @param capacity octets under way in one direction before a writer must wait, at first
     * @param segment the most octets that arrive at once, at first; at least 1
     * @param delay the most microseconds that a segment takes
     */
    record Net(int capacity, int segment, int delay) implements Setup {}

    /**
     * A pool. Zero leaves a limit at its default.
     *
     * @param connections maxConnections
     * @param each maxConnectionsPerEndpoint
     * @param streams maxStreamsPerConnection
     * @param waiting maxWaiting
     * @param idle maxIdleTime in milliseconds
     * @param lifetime maxLifetime in milliseconds
     * @param uses maxUses
     * @param connect connectTimeout in milliseconds
     * @param retries connectRetries
     */
    record Pooling(
            int connections,
            int each,
            int streams,
            int waiting,
            int idle,
            int lifetime,
            int uses,
            int connect,
            int retries)
            implements Setup {
        /** A pool with all the defaults. */
        static final Pooling PLAIN = new Pooling(0, 0, 0, 0, 0, 0, 0, 0, 0);

        PoolOptions options() {
            PoolOptionsBuilder options = PoolOptions.DEFAULT.toBuilder();
            if (connections > 0) {
                options.maxConnections(connections);
            }
            if (each > 0) {
                options.maxConnectionsPerEndpoint(each);
            }
            if (streams > 0) {
                options.maxStreamsPerConnection(streams);
            }
            if (waiting > 0) {
                options.maxWaiting(waiting);
            }
            if (idle > 0) {
                options.maxIdleTime(Duration.ofMillis(idle));
            }
            if (lifetime > 0) {
                options.maxLifetime(Duration.ofMillis(lifetime));
            }
            if (connect > 0) {
                options.connectTimeout(Duration.ofMillis(connect));
            }
            if (retries > 0) {
                options.connectRetries(retries);
            }
            return options.maxUses(uses).build();
        }
    }

    /**
     * How long an end waits, in milliseconds. Zero leaves a limit at its default.
     *
     * @param answer keepAliveTimeout
     * @param idle idleTimeout, of the connection
     * @param age maxAge
     * @param settings settingsTimeout
     * @param preface prefaceTimeout
     * @param block fieldBlockTimeout
     * @param drain drainTimeout
     */
    record Patience(
            Side end,
            int answer,
            int idle,
            int age,
            int settings,
            int preface,
            int block,
            int drain)
            implements Setup {
        /** All the defaults. */
        static Patience plain(Side end) {
            return new Patience(end, 0, 0, 0, 0, 0, 0, 0);
        }

        /** Whether the connection may end by itself, for no fault of anybody's. */
        boolean ends() {
            return idle > 0 || age > 0 || drain > 0;
        }

        /** Whether it finds fault with who is slow. */
        boolean blames() {
            return answer > 0 || settings > 0 || preface > 0 || block > 0;
        }

        void put(LimitsBuilder limits) {
            if (answer > 0) {
                limits.keepAliveTimeout(Duration.ofMillis(answer));
            }
            if (settings > 0) {
                limits.settingsTimeout(Duration.ofMillis(settings));
            }
            if (preface > 0) {
                limits.prefaceTimeout(Duration.ofMillis(preface));
            }
            if (block > 0) {
                limits.fieldBlockTimeout(Duration.ofMillis(block));
            }
            if (drain > 0) {
                limits.drainTimeout(Duration.ofMillis(drain));
            }
            limits.idleTimeout(Duration.ofMillis(idle));
            limits.maxAge(Duration.ofMillis(age));
        }
    }

    /**
     * One end of each link. Zero leaves a limit at its default.
     *
     * @param push whether pushes are allowed
     * @param queued maxQueuedOctets
     * @param closed maxClosedStreams
     * @param finishing maxFinishing
     * @param list maxHeaderListSize
     * @param keepAlive milliseconds
     * @param idle milliseconds a stream may be idle
     * @param stall milliseconds a stream may wait for a window
     * @param read the most octets that are read at once, at first; 0 for no limit
     */
    record Ends(
            Side end,
            boolean push,
            int streams,
            int window,
            int connectionWindow,
            int frame,
            int table,
            int encoderTable,
            int queued,
            int closed,
            int finishing,
            int list,
            int requests,
            int keepAlive,
            int idle,
            int stall,
            int read)
            implements Setup {
        /** An end with all the defaults. */
        static Ends plain(Side end) {
            return new Ends(end, false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        Options options(Patience patience) {
            LimitsBuilder limits = Limits.DEFAULT.toBuilder();
            if (streams > 0) {
                limits.maxConcurrentStreams(streams);
            }
            if (window > 0) {
                limits.streamWindow(window);
            }
            if (connectionWindow > 0) {
                limits.connectionWindow(connectionWindow);
            }
            if (frame > 0) {
                limits.maxFrameSize(frame);
            }
            if (table > 0) {
                limits.headerTableSize(table);
            }
            if (encoderTable > 0) {
                limits.maxEncoderTableSize(encoderTable);
            }
            if (queued > 0) {
                limits.maxQueuedOctets(queued);
            }
            if (closed > 0) {
                limits.maxClosedStreams(closed);
            }
            if (finishing > 0) {
                limits.maxFinishing(finishing);
            }
            if (list > 0) {
                limits.maxHeaderListSize(list);
            }
            limits.maxRequests(requests);
            limits.keepAlive(Duration.ofMillis(keepAlive));
            limits.streamIdleTimeout(Duration.ofMillis(idle));
            if (stall > 0) {
                limits.stallTimeout(Duration.ofMillis(stall)).leastReadRate(Integer.MAX_VALUE);
            }
            patience.put(limits);
            Options plain =
                    Options.of(end.role()).with(limits.build()).telling(Options.Extra.values());
            return push ? plain.withPush() : plain;
        }
    }
}
