/** Tests by simulation, and tests of the simulator. */
@NullMarked
package dev.stillframe.simulator;

import org.jspecify.annotations.NullMarked;
