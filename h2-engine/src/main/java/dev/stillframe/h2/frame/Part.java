package dev.stillframe.h2.frame;

/** Where in the octets of a connection a reader is. */
sealed interface Part {
    /**
     * Within the client's preface.
     *
     * @param matched how many of its octets are here, 0 to 23
     */
    record Preface(int matched) implements Part {}

    /** Between two frames. */
    enum Between implements Part {
        HERE
    }

    /**
     * Within a frame that is read as a whole.
     *
     * @param held its octets so far, the header's first
     * @param wanted how many must be there before something can be made of them: {@link
     *     FrameHeader#SIZE} while the header is incomplete, and more after
     */
    record Partial(Held held, int wanted) implements Part {}

    /**
     * Within DATA, of which the opening piece has been given.
     *
     * @param payload how many octets of payload are still to come
     * @param padding how many octets of padding are to come after it
     */
    record InData(int streamId, int payload, int padding, boolean endStream) implements Part {}

    /** Within a payload that nobody wants. */
    record Skipping(int left) implements Part {}

    /** After a connection error: nothing that comes is read. */
    enum Broken implements Part {
        HERE
    }
}
