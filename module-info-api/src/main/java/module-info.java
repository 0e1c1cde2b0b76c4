/**
 * What users and adapters of Stillframe compile against: data and interfaces, no engine.
 *
 * <p>Reading order: {@link dev.stillframe.api.message} (what HTTP says), {@link
 * dev.stillframe.api.connection} (what happens to a connection and what must be done), {@link
 * dev.stillframe.api.handler} (a request as a fold), {@link dev.stillframe.api.client} (pools of
 * connections), and {@link dev.stillframe.api} (the engine, its limits and the two ports by which
 * it is driven).
 */
module dev.stillframe.api {
    requires static org.jspecify;

    exports dev.stillframe.api;
    exports dev.stillframe.api.client;
    exports dev.stillframe.api.connection;
    exports dev.stillframe.api.handler;
    exports dev.stillframe.api.message;

    uses dev.stillframe.api.Http2Engine;
}
