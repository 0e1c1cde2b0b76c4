/**
 * Stillframe over Netty's channels, 4.1 and 4.2: what adapters for servers on Netty stand on.
 *
 * <p>Reading order: {@link dev.stillframe.netty.Driver}, {@link dev.stillframe.netty.DriverStream},
 * and the two listeners.
 */
module dev.stillframe.netty {
    requires transitive dev.stillframe.api;
    requires transitive io.netty.buffer;
    requires transitive io.netty.handler;
    requires transitive io.netty.transport;
    requires io.netty.common;
    requires static org.jspecify;

    exports dev.stillframe.netty;
}
