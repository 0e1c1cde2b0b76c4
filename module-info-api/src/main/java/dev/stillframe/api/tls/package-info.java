/** TLS as the JDK has it, and certificates that can be replaced while a server runs. */
@NullMarked
package dev.stillframe.api.tls;

import org.jspecify.annotations.NullMarked;
