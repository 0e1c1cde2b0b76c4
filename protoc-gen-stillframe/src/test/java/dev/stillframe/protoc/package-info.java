/** Tests of the plugin. */
@NullMarked
package dev.stillframe.protoc;

import org.jspecify.annotations.NullMarked;
