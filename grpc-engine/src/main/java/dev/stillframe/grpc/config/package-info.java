/**
 * The service config (grpc/grpc doc/service_config.md; A2, A6, A17, A50, A62), read from JSON.
 *
 * <pre>
 *   Parsed        = Valid ServiceConfig | Invalid Fault+
 *   ServiceConfig = MethodConfig* RetryThrottling? LoadBalancing health?
 *   MethodConfig  = waitForReady? timeout? limits AttemptPolicy
 *   AttemptPolicy = Once | Retry | Hedging
 *   LoadBalancing = PickFirst | RoundRobin | OutlierDetection
 * </pre>
 *
 * <p>A fault names its place in the document. A config with a fault is not followed at all: a
 * client keeps the one that it has (A21).
 *
 * <p>Depends on {@code dev.stillframe.api.grpc} and {@link dev.stillframe.grpc.delay}.
 */
@NullMarked
package dev.stillframe.grpc.config;

import org.jspecify.annotations.NullMarked;
