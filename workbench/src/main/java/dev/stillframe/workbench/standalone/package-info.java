/** Stillframe alone, as a front: its own server, with a fold or in direct style. */
@NullMarked
package dev.stillframe.workbench.standalone;

import org.jspecify.annotations.NullMarked;
