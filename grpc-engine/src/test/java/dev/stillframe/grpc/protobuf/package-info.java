/** Messages of Protocol Buffers, as octets and as details. */
@NullMarked
package dev.stillframe.grpc.protobuf;

import org.jspecify.annotations.NullMarked;
