package dev.stillframe.conformance.script;

/**
 * How far a connection has come when a case begins in earnest. "Our head" is the response to a
 * client under test and a request to a server under test; the stream of both is {@link
 * Stage#stream}.
 */
public enum Opening {
    /** TCP, and TLS where there is some; no octet has been sent by us. */
    CONNECTED("at the very beginning"),

    /** Both prefaces are exchanged and acknowledged, and a PING was answered. */
    BEGUN("after the prefaces"),

    /** And our head comes next: a client has sent its request; for a server nothing is open. */
    AWAITING("before our head"),

    /** And our head was sent without END_STREAM; what the peer sends is held up by its window. */
    OPENED("after our head"),

    /**
     * And our side of the stream has ended, while the peer's has not: it is half-closed (remote) to
     * the peer. A client must send content for that.
     */
    ENDED("after our END_STREAM"),

    /** And the peer's side has ended too. */
    CLOSED("on a closed stream");

    private final String words;

    Opening(String words) {
        this.words = words;
    }

    /** In words, to follow what is sent. */
    public String words() {
        return words;
    }
}
