package dev.stillframe.grpc.compat;

/**
 * Whether more may be sent: as long as less than a threshold waits to be handed to the transport.
 * Called under the lock of whoever has it.
 */
final class Readiness {
    /** As grpc-java has it. */
    private static final int USUAL = 32_768;

    private int threshold = USUAL;
    private long queued;

    void threshold(int octets) {
        if (octets <= 0) {
            throw new IllegalArgumentException("a threshold is above zero: " + octets);
        }
        threshold = octets;
    }

    boolean isReady() {
        return queued < threshold;
    }

    /** Octets more wait. */
    void queued(int octets) {
        queued += octets;
    }

    /** They wait no longer; says whether more may be sent now, and could not before. */
    boolean sent(int octets) {
        boolean before = isReady();
        queued -= octets;
        return !before && isReady();
    }
}
