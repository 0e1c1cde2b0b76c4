/** All that depends on the inside of Vert.x, which changes with its minor versions. */
@NullMarked
package dev.stillframe.vertx.binding;

import org.jspecify.annotations.NullMarked;
