/** Vert.x servers whose HTTP/2 is Stillframe's. */
@NullMarked
package dev.stillframe.vertx;

import org.jspecify.annotations.NullMarked;
