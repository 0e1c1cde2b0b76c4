package dev.stillframe.grpc.attempts;

/**
 * How much is kept to be sent again (A6, "Memory Management"). A call that would exceed a limit is
 * committed: it goes on, but is not attempted again.
 *
 * @param perCall octets, 0 or more; 0 for no attempt but the first
 * @param perChannel octets of all calls together, 0 or more
 */
public record BufferLimits(long perCall, long perChannel) {
    /** 1 MiB a call, 16 MiB a channel. */
    public static final BufferLimits DEFAULT = new BufferLimits(1 << 20, 16 << 20);

    public BufferLimits {
        if (perCall < 0 || perChannel < 0) {
            throw new IllegalArgumentException(perCall + " and " + perChannel + " octets");
        }
    }
}
