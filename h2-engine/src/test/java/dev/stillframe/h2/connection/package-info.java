/** Tests of a whole connection, as scripts against a scripted peer. */
@NullMarked
package dev.stillframe.h2.connection;

import org.jspecify.annotations.NullMarked;
