package dev.stillframe.workbench.front;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What every front serves, as far as it does not depend on the server behind it.
 *
 * <table>
 * <caption>The reference application</caption>
 * <tr><td>{@code GET /}</td><td>{@link #HELLO}, text/plain</td></tr>
 * <tr><td>{@code GET /bytes?n=K}</td><td>K octets of the {@link #pattern}</td></tr>
 * <tr><td>{@code POST /echo}</td><td>the body, streamed back as it arrives, then its trailers</td></tr>
 * <tr><td>{@code GET /headers}</td><td>the request line, then the fields, one a line</td></tr>
 * <tr><td>{@code GET /sleep?ms=K}</td><td>an answer after K milliseconds, no thread waiting</td></tr>
 * <tr><td>{@code GET /early}</td><td>103 with a Link, then 200</td></tr>
 * <tr><td>{@code GET /trailers}</td><td>a body, then trailers</td></tr>
 * <tr><td>{@code GET /push}</td><td>a push of {@link #PUSHED}, where the client and the front allow
 *     one (a fold cannot push), and the body {@link #WITH_PUSH} or {@link #WITHOUT_PUSH}</td></tr>
 * </table>
 *
 * <p>Any method is served, not only GET: the body of a request other than {@code /echo} is read and
 * dropped before the answer.
 */
public final class Reference {

    /** The answer of {@code GET /}: 13 octets, as in most public HTTP benchmarks. */
    public static final String HELLO = "Hello, World!";

    /** The Link of {@code GET /early}. */
    public static final String EARLY_LINK = "</style.css>; rel=preload; as=style";

    /** The body of {@code GET /trailers}. */
    public static final String TRAILERS_BODY = "This body is followed by trailers.\n";

    /** The name of the trailer of {@code GET /trailers}. */
    public static final String TRAILER_NAME = "x-checksum";

    /** The value of the trailer of {@code GET /trailers}. */
    public static final String TRAILER_VALUE = "33f0c5";

    /** What {@code GET /push} pushes: path and query. */
    public static final String PUSHED = "/bytes?n=1000";

    /** The body of {@code GET /push} that comes with a push. */
    public static final String WITH_PUSH = "pushed\n";

    /** The body of {@code GET /push} that comes alone. */
    public static final String WITHOUT_PUSH = "nothing pushed\n";

    /**
     * The period of the pattern: a prime, so that a lost, doubled or swapped piece of a round size
     * shows.
     */
    public static final int PERIOD = 251;

    private static final ByteBuffer HELLO_OCTETS =
            ByteBuffer.allocateDirect(HELLO.length())
                    .put(HELLO.getBytes(StandardCharsets.US_ASCII))
                    .flip()
                    .asReadOnlyBuffer();

    private static final ByteBuffer PATTERN = repeated(PERIOD * 256);

    private Reference() {}

    /** The octet of {@code /bytes} at a place. */
    public static byte at(long position) {
        return (byte) (position % PERIOD);
    }

    /**
     * The octets that {@code /bytes} repeats: whole periods, so that pieces of this size follow
     * each other seamlessly.
     *
     * @return a read-only view of its own
     */
    public static ByteBuffer pattern() {
        return PATTERN.duplicate();
    }

    /** {@link #HELLO} as octets; a read-only view of its own. */
    public static ByteBuffer hello() {
        return HELLO_OCTETS.duplicate();
    }

    private static ByteBuffer repeated(int length) {
        var octets = ByteBuffer.allocateDirect(length);
        for (int i = 0; i < length; i++) {
            octets.put(at(i));
        }
        return octets.flip().asReadOnlyBuffer();
    }
}
