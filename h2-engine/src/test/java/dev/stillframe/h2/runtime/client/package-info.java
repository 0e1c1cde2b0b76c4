/** The client against our own server, over real sockets. */
@NullMarked
package dev.stillframe.h2.runtime.client;

import org.jspecify.annotations.NullMarked;
