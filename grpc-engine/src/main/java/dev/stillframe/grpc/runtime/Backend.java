package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Endpoint;

/**
 * A subchannel that was connected.
 *
 * @param number the balancer's
 * @param endpoint that the client has connections to
 * @param authority of calls that go there
 */
record Backend(int number, Endpoint endpoint, String authority) {}
