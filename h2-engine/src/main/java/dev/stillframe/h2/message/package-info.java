/**
 * What a decoded field section must be to be HTTP: RFC 9113 section 8, RFC 8441 section 4, and what
 * they take from RFC 9110 (sections 5.1, 5.5, 5.6.2, 7.2, 8.6, 9.1, 15).
 *
 * <pre>
 *   Reading        = Good head contentLength | Bad Malformed
 *   Malformed      = one record for each kind of malformed message
 *   RequestRules   : fields -> Reading         every kind of field section, and what we send ourselves
 *   ContentLength  : announced, received -> Malformed?
 *   HopByHop       : head -> head              without what belongs to one connection only
 *
 *   Control        : the pseudo-header fields of a request, together
 *   Authority      : host and port
 *   FieldLine      : name and value of one line, and which lines have rules of their own
 *   OneLine        : cookie crumbs and repeated content-length lines become one line
 *   Characters     : which octets may stand where
 * </pre>
 *
 * <p>These rules are not leniency's place: section 8.1.1 asks for them because a message that two
 * parsers read differently is a way to smuggle another. Where the RFCs leave a choice, the class
 * that makes it says which and why.
 *
 * <p>Depends on the JDK and {@link dev.stillframe.api.message}. Nothing here throws for anything
 * that a peer can send, and nothing keeps state.
 */
@NullMarked
package dev.stillframe.h2.message;

import org.jspecify.annotations.NullMarked;
