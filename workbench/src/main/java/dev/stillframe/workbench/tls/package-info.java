/**
 * A certificate for this machine, made when a server starts and kept in memory only.
 *
 * <pre>
 * Identity = key pair, certificate          signed by itself, for localhost
 * Der      = tag, length, content           ITU-T X.690, only what X.509 needs
 * </pre>
 *
 * <p>RFC 5280 section 4.1. Depends on the JDK alone; no file, no child process, no keytool.
 */
@NullMarked
package dev.stillframe.workbench.tls;

import org.jspecify.annotations.NullMarked;
