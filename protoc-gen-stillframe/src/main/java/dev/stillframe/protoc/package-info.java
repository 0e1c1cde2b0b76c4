/**
 * A plugin of {@code protoc}: a Java class for each service.
 *
 * <pre>
 *   Main -&gt; Generator -&gt; ServiceFile   a service's file, from the top down
 *                          ServerPart    the interfaces to implement
 *                          ClientPart    the client
 *                          Documented    the comments and the deprecated option
 *                        ServiceNames  what everything is called
 *                          JavaType      what a message's class is called
 *                          Names         which types can be written in short
 *                          MemberNames   methods and constants
 *                        Comments      the .proto's comments as javadoc
 *                        JavaSource    lines, indentation, wrapping
 * </pre>
 *
 * <p>Depends on protobuf-java alone, not on the library whose names it writes.
 */
@NullMarked
package dev.stillframe.protoc;

import org.jspecify.annotations.NullMarked;
