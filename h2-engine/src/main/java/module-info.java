/** The HTTP/2 engine. */
module dev.stillframe.h2 {
    requires transitive dev.stillframe.api;
    requires static org.jspecify;
}
