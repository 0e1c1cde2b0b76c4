package dev.stillframe.conformance.cases;

import dev.stillframe.conformance.script.Section;
import java.util.List;

/** All sections, in the order of the RFC. */
public final class Cases {
    /** The case that has to be passed before a close without a word can show anything. */
    public static final String LINGERS = Section3.LINGERS;

    /** All sections. */
    public static final List<Section> ALL =
            List.of(
                    Section3.HTTPS,
                    Section3.PREFACE,
                    Section4.FORMAT,
                    Section4.SIZE,
                    Section4.BLOCKS,
                    Section4.STATE,
                    Section5.STATES,
                    Section5.IDENTIFIERS,
                    Section5.CONCURRENCY,
                    Section5.ERRORS,
                    Section5.EXTENSIONS,
                    Section6Data.DATA,
                    Section6Data.HEADERS,
                    Section6Data.PRIORITY,
                    Section6Data.RESET,
                    Section6Connection.SETTINGS,
                    Section6Connection.VALUES,
                    Section6Connection.SYNCHRONIZATION,
                    Section66.PROMISE,
                    Section6Connection.PING,
                    Section6Connection.GOAWAY,
                    Section69.FRAME,
                    Section69.WINDOW,
                    Section69.INITIAL,
                    Section6Data.CONTINUATION,
                    Section6Connection.CODES,
                    Section8.FRAMING,
                    Section8.MALFORMED,
                    Section8.CASE,
                    Section8.VALIDITY,
                    Section8.CONNECTION_SPECIFIC,
                    Section8.COOKIES,
                    Section83.PSEUDO,
                    Section83.REQUEST,
                    Section83.RESPONSE,
                    Section66.PUSH,
                    Section83.CONNECT,
                    Section3.TLS);

    private Cases() {}
}
