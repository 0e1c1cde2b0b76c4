package dev.stillframe.api.client;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a name. */
@FunctionalInterface
public interface Resolver {
    /**
     * The addresses of a host, the better ones first; how they are tried is said by {@link
     * RaceOptions}.
     *
     * <p>Called once for each connection that is opened, on a virtual thread of its own, so it may
     * block. An answer that takes longer than {@link PoolOptions#connectTimeout()} is not used.
     *
     * @param host a name; addresses as text are not asked for
     * @return none when the name has no address
     * @throws IOException when there is no answer: {@link java.net.UnknownHostException} when the
     *     name is unknown. It ends as {@link ClientException.Failure#UNREACHABLE}
     */
    List<InetAddress> resolve(String host) throws IOException;

    /** What the system asks: name service, files, and the JDK's cache. */
    static Resolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
