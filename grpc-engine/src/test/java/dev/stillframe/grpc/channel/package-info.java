/** The policies of a channel together, over servers that fail. */
@NullMarked
package dev.stillframe.grpc.channel;

import org.jspecify.annotations.NullMarked;
