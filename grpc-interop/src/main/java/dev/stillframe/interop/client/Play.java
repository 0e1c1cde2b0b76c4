package dev.stillframe.interop.client;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.interop.testing.TestServiceRpc;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a case is played with.
 *
 * @param channel to the server
 * @param another opens another channel to it, to be closed by the case
 * @param times how often a case calls that is about calling often
 * @param atOnce how many calls a case has at a time that is about that
 */
record Play(Channel channel, Supplier<Channel> another, int times, int atOnce) {
    /** No call takes longer, unless something is wrong. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    static final CallOptions OPTIONS = CallOptions.DEFAULT.within(PATIENCE);

    TestServiceRpc.Client service() {
        return new TestServiceRpc.Client(channel, OPTIONS);
    }
}
