package dev.stillframe.api.connection;

/**
 * A token bucket: what a peer may do at once, and how fast it fills again.
 *
 * @param burst how many at once, at least 1
 * @param perSecond how many come back each second
 */
public record Budget(int burst, int perSecond) {
    public Budget {
        if (burst < 1 || perSecond < 0) {
            throw new IllegalArgumentException(
                    "a budget needs a burst of at least 1 and a rate of at least 0");
        }
    }
}
