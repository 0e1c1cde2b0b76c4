/**
 * The fronts that serve calls: an echo, in one message and in streams, over gRPC stacks that are
 * compared.
 *
 * <pre>
 * GrpcFronts = by name                              each serves echo.v1.Echo, over TCP
 * EchoDirect | EchoMachines                         our two styles
 * StandaloneCalls | JettyCalls                      where they run
 * GrpcJavaCalls | VertxCalls                        the same service over others
 * VertxEcho | HostedEcho                            on either line of Vert.x
 * GrpcJavaLoad                                      a client that is not ours
 * </pre>
 *
 * <p>The peers are loaded when they are started: who only wants ours needs only ours on the path.
 * Depends on gRPC engines, and on {@code front}, {@code jetty}, {@code vertx} and {@code calls}
 * below.
 */
@NullMarked
package dev.stillframe.workbench.grpc;

import org.jspecify.annotations.NullMarked;
