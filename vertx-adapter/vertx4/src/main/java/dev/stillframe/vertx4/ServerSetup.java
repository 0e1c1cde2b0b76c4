package dev.stillframe.vertx4;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.netty.DriverOptions;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one server have in common.
 *
 * @param options as they were given
 * @param driver how channels are driven
 * @param drain how long streams may go on once a connection is to close
 * @param known fields of responses
 * @param codings what responses may be encoded with; null where they are not
 * @param semicolonDelimits whether a semicolon ends a parameter of the query: an option that only
 *     later versions of Vert.x 4.5 have, so that it is looked for by name
 */
record ServerSetup(
        HttpServerOptions options,
        DriverOptions driver,
        Duration drain,
        KnownFields known,
        ContentEncoder.@Nullable Codings codings,
        boolean semicolonDelimits) {
    static ServerSetup of(HttpServerOptions options, StillframeOptions more) {
        Options connection =
                new Options(
                                Role.SERVER,
                                Mapping.limits(options, more),
                                false,
                                false,
                                options.isSsl())
                        .telling(Options.Extra.values());
        return new ServerSetup(
                options,
                new DriverOptions(Http2Engine.find(), connection, more.highWater(), more.hosted()),
                more.drain(),
                new KnownFields(),
                ContentEncoder.Codings.of(options),
                options.toJson().getBoolean("useSemicolonAsQueryParamDelimiter", true));
    }
}
