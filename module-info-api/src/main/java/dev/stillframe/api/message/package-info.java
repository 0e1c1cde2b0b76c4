/**
 * The message vocabulary of HTTP (RFC 9110, RFC 9113 section 8) as immutable values.
 *
 * <pre>
 *   Octets       = immutable view of octets, compared by content
 *   Field        = name value neverIndexed
 *   FieldSection = Field*
 *   Head         = RequestHead | ResponseHead
 *   RequestHead  = method scheme? authority? path? protocol? FieldSection
 *   ResponseHead = status FieldSection
 *   Priority     = urgency incremental
 * </pre>
 *
 * <p>Depends on the JDK alone.
 */
@NullMarked
package dev.stillframe.api.message;

import org.jspecify.annotations.NullMarked;
