package dev.stillframe.h2.recording;

/**
 * What stands for each kind of record and of event. A number that was once used keeps its sense.
 */
final class Tag {
    static final int HEAD = 1;
    static final int BATCH = 2;
    static final int OUTCOME = 3;
    static final int END = 4;

    static final int CLOCK = 1;
    static final int RECEIVED = 2;
    static final int INPUT_CLOSED = 3;
    static final int TRANSPORT_FAILED = 4;
    static final int ROOM = 5;
    static final int CONSUMED = 6;
    static final int RELEASED = 7;
    static final int UPGRADED = 8;

    static final int REQUEST = 16;
    static final int RESPOND = 17;
    static final int DATA = 18;
    static final int TRAILERS = 19;
    static final int WANT = 20;
    static final int RESET = 21;
    static final int PUSH = 22;
    static final int REPRIORITIZE = 23;
    static final int PING = 24;
    static final int CHANGE = 25;
    static final int SHUTDOWN = 26;
    static final int EXTENSION = 27;

    private Tag() {}
}
