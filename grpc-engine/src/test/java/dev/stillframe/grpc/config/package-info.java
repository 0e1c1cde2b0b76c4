/** Service configs, and the JSON that they are written in. */
@NullMarked
package dev.stillframe.grpc.config;

import org.jspecify.annotations.NullMarked;
