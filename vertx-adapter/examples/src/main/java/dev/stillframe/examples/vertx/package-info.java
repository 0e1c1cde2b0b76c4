/**
 * Verticles whose servers speak Stillframe's HTTP/2; each has a {@code main} and is run by a test.
 */
@NullMarked
package dev.stillframe.examples.vertx;

import org.jspecify.annotations.NullMarked;
