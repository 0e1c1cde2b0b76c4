/**
 * The HTTP/2 engine: RFC 9113 and RFC 7541 as pure functions, and a driver for them.
 *
 * <p>Reading order, from the wire up: {@code octets} and {@code persistent}; {@code frame} (RFC
 * 9113 sections 4 and 6); {@code hpack} (RFC 7541); {@code flow} and {@code stream} (section 5);
 * {@code message} (section 8); {@code connection}, which puts them together; {@code pool}, many
 * connections to many endpoints, and {@code race}, many addresses of one (RFC 8305); {@code
 * recording}, by which a connection runs again; {@code runtime}, the only package with threads,
 * clocks and buffers. Upper packages use lower ones, never back.
 *
 * <p>Nothing is exported: the engine is found as a service.
 */
module dev.stillframe.h2 {
    requires transitive dev.stillframe.api;
    requires static org.jspecify;

    provides dev.stillframe.api.Http2Engine with
            dev.stillframe.h2.runtime.Engine;
}
