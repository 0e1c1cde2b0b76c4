/**
 * A key-value service in direct style, in memory or on etcd, which it calls through etcd's own API.
 *
 * <p>{@code KVRpc} and the messages are generated from {@code kv.proto} and {@code etcd.proto} by
 * the build: see the plugin in this module's POM.
 */
@NullMarked
package dev.stillframe.examples.kv;

import org.jspecify.annotations.NullMarked;
