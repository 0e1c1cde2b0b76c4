/**
 * What {@code ./stillframe demo} serves, and how it calls itself.
 *
 * <pre>
 * DemoHandler = page | api
 * DemoCalls   = Call*                            what the demo asks itself, with the JDK's client
 * Call        = what was asked, what came back   right or not
 * DemoKv      = kv.KV in memory | on etcd        gRPC on the same ports
 * KvCalls     = Call*                            what the demo asks that
 * </pre>
 *
 * <p>Depends on Jetty, on the JDK's HTTP client and on the key-value service of the examples. Page
 * and API know nothing of which HTTP/2 layer is below; gRPC needs ours.
 */
@NullMarked
package dev.stillframe.workbench.demo;

import org.jspecify.annotations.NullMarked;
