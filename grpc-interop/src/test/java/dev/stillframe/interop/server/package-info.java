/** Parts of the server. */
@NullMarked
package dev.stillframe.interop.server;

import org.jspecify.annotations.NullMarked;
