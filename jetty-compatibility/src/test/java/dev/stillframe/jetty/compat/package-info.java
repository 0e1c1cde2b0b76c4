/** The connector on another Jetty than it was compiled for. */
@NullMarked
package dev.stillframe.jetty.compat;

import org.jspecify.annotations.NullMarked;
