/**
 * Field compression: HPACK, RFC 7541 in full, with both compression contexts as immutable values.
 *
 * <p>The package knows nothing of HTTP/2 but what section 4.3.1 of RFC 9113 asks of a table whose
 * limit was lowered. It reads and writes whole field blocks.
 *
 * <pre>
 * FieldDecoder  = DynamicTable limit owed              the peer's context
 * FieldEncoder  = DynamicTable FieldIndex wanted least our context
 * DynamicTable  = maxSize Field*                       newest first (section 2.3.2)
 * StaticTable   = Field{61}                            appendix A
 * block         = size-update{0,2} field*              sections 4.2 and 6
 * field         = indexed | literal(incremental | without | never)
 * string        = plain | huffman                      section 5.2
 * </pre>
 *
 * <p>A context is stepped through its {@code Draft}: it reads the frozen value, copies the table on
 * the first write, and gives the same value back when nothing was written. Field names and values
 * are ISO-8859-1: one {@code char} for each octet.
 *
 * <p>Depends on the JDK, {@link dev.stillframe.api.message.Field} and {@link
 * dev.stillframe.h2.octets.Output}.
 */
@NullMarked
package dev.stillframe.h2.hpack;

import org.jspecify.annotations.NullMarked;
