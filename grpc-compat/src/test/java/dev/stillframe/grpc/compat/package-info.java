/** Tests of the bridge, by what an application of grpc-java sees of it. */
@NullMarked
package dev.stillframe.grpc.compat;

import org.jspecify.annotations.NullMarked;
