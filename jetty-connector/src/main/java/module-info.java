/**
 * Stillframe for Jetty 12.1: HTTP/2 as connection factories over the engine.
 *
 * <p>Reading order: {@link dev.stillframe.jetty.Http2} (putting it into a server), the two
 * factories and what they have in common ({@link dev.stillframe.jetty.Http2ConnectionFactory}),
 * then a connection and its streams.
 */
module dev.stillframe.jetty {
    requires transitive dev.stillframe.api;
    requires transitive org.eclipse.jetty.server;
    requires static org.eclipse.jetty.http2.server;
    requires static org.eclipse.jetty.jmx;
    requires static org.jspecify;

    exports dev.stillframe.jetty;

    uses dev.stillframe.api.Http2Engine;
}
