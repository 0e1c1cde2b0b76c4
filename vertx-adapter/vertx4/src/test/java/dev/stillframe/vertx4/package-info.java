@NullMarked
package dev.stillframe.vertx4;

import org.jspecify.annotations.NullMarked;
