package dev.stillframe.workbench.load;

/**
 * One round of load.
 *
 * @param requests how many were answered
 * @param perSecond requests a second, as h2load says
 * @param mean of the time for a request, in microseconds
 * @param max of the time for a request, in microseconds
 * @param used what the server used for it
 */
public record Round(long requests, double perSecond, double mean, double max, Usage used) {

    /** CPU of the server for a request, in microseconds. */
    public double cpu() {
        return used.cpuSeconds() * 1e6 / requests;
    }
}
