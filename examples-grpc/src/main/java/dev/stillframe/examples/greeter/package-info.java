/**
 * A greeter in both styles.
 *
 * <p>{@code GreeterRpc} and the messages are generated from {@code greeter.proto} by the build: see
 * the plugin in this module's POM.
 */
@NullMarked
package dev.stillframe.examples.greeter;

import org.jspecify.annotations.NullMarked;
