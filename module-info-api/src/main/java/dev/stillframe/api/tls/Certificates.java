package dev.stillframe.api.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Certificates and keys from PEM files, and the authorities that peers are trusted by. They can be
 * replaced without a restart: all at once, for handshakes that begin afterwards. Connections that
 * are open go on, and sessions from before are not resumed, so that every client sees the new
 * certificate.
 *
 * <p>A server shows the certificate for the name that the client asks for (SNI, RFC 6066 section
 * 3): one that has exactly this name, else one with a wildcard for its first label, else the first
 * of the list. Of several for one name, with different kinds of keys, the client's abilities
 * choose. A client shows the first that one of the server's authorities has issued.
 *
 * <p>Files are read when they are loaded and when {@link #reload} or {@link #reloadIfChanged} is
 * called, never by a handshake: a handshake does not wait for a disk, and a reload that fails has
 * somebody to tell. To follow files that change, call {@link #reloadIfChanged} at intervals, or
 * {@link #reload} from what renews them.
 *
 * <p>Safe for use by any thread.
 */
public final class Certificates {
    private volatile Loaded loaded;

    private Certificates(Loaded loaded) {
        this.loaded = loaded;
    }

    /**
     * One certificate with its key; clients' certificates are not trusted, servers' are if the JDK
     * trusts them.
     *
     * @throws IOException names the file that is wrong, and what is wrong with it
     */
    public static Certificates load(Path chain, Path key) throws IOException {
        return load(List.of(new KeyFiles(chain, key)), null);
    }

    /**
     * Several certificates.
     *
     * @param pairs the first is for clients that ask for no name, or for one that none is for. None
     *     at all suffices for a client
     * @param authorities a PEM file of certificates that issue those of trusted peers. When null, a
     *     server trusts no client's certificate, and a client trusts whom the JDK trusts
     * @throws IOException names the file that is wrong, and what is wrong with it
     */
    public static Certificates load(List<KeyFiles> pairs, @Nullable Path authorities)
            throws IOException {
        return new Certificates(Loaded.read(List.copyOf(pairs), authorities));
    }

    /**
     * Reads the same files again.
     *
     * @throws IOException names the file that is wrong, and what is wrong with it; the certificates
     *     from before stay in use then
     */
    public synchronized void reload() throws IOException {
        loaded = loaded.again();
    }

    /**
     * Reads the same files again if one of them is another, has another time or another size. After
     * a failure it tries again each time.
     *
     * @return whether there are new certificates
     * @throws IOException as {@link #reload} does
     */
    public synchronized boolean reloadIfChanged() throws IOException {
        if (!loaded.isStale()) {
            return false;
        }
        reload();
        return true;
    }

    /**
     * Reads other files, with the meaning that they have for {@link #load(List, Path)}.
     *
     * @throws IOException names the file that is wrong, and what is wrong with it; the certificates
     *     from before stay in use then
     * @throws IllegalArgumentException when there are no pairs and there were some before
     */
    public synchronized void replace(List<KeyFiles> pairs, @Nullable Path authorities)
            throws IOException {
        if (pairs.isEmpty() && loaded.hasKeys()) {
            throw new IllegalArgumentException("a server needs a certificate");
        }
        loaded = Loaded.read(List.copyOf(pairs), authorities);
    }

    /** The certificates in use, each without its chain, in the order of the files. */
    public List<X509Certificate> inUse() {
        return loaded.own();
    }

    boolean hasKeys() {
        return loaded.hasKeys();
    }

    SSLContext server() {
        return loaded.server();
    }

    SSLContext client() {
        return loaded.client();
    }
}
