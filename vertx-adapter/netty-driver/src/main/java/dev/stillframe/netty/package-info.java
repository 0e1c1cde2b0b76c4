/**
 * HTTP/2 connections of a server over channels of Netty's: the engine between a channel and an
 * application, all on the channel's event loop.
 *
 * <p>{@link dev.stillframe.netty.Driver} is the connection, {@link
 * dev.stillframe.netty.DriverStream} a request and its response; {@link
 * dev.stillframe.netty.ConnectionListener} and {@link dev.stillframe.netty.StreamListener} are told
 * what the peer does.
 */
@NullMarked
package dev.stillframe.netty;

import org.jspecify.annotations.NullMarked;
