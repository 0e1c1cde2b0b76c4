/**
 * The fronts on Vert.x 4.5, apart from the workbench: it has Vert.x 5, whose classes have the same
 * names. The workbench loads this with a class loader of its own, and says what it wants with types
 * of the JDK alone.
 */
@NullMarked
package dev.stillframe.workbench.vertx4;

import org.jspecify.annotations.NullMarked;
