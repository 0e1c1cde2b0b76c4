package dev.stillframe.examples.kv;

import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.RpcException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proxy with two servers of {@code kv.KV} behind it, which keep their values in one etcd; each is
 * a process of its own.
 *
 * <pre>
 *   client -> nginx or HAProxy -> two servers -> etcd
 * </pre>
 */
public final class BehindProxy implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the proxy says, in the folder of a run. */
    static final String PROXY_LOG = "proxy.log";

    /** Where the configurations listen and look for the servers, as they stand in their files. */
    private static final List<String> WRITTEN = List.of(":8080", ":9001", ":9002");

    private final List<Process> all = new ArrayList<>();
    private final List<Process> servers = new ArrayList<>();
    private final int port;
    private final int securePort;

    /**
     * {@code BehindProxy nginx|haproxy}: sets and gets through a proxy, ends one of the servers,
     * and goes on. It needs the Debian packages {@code etcd-server}, and {@code nginx-light} or
     * {@code haproxy}.
     */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("behind-proxy");
        String root = System.getProperty("stillframe.root", "");
        Path proxies = Path.of(root, "examples-grpc", "proxies");
        try (BehindProxy running = new BehindProxy(args[0], proxies, folder);
                Channel channel = ChannelOptions.builder("localhost:" + running.port()).open()) {
            KvClient kv = new KvClient(channel);
            show(kv, "with two servers");
            running.kill(0);
            show(kv, "with one of them killed");
        }
    }

    private static void show(KvClient kv, String when) throws RpcException {
        for (int i = 1; i <= 10; i++) {
            kv.set("key" + i, when);
            System.out.println("key" + i + " = " + kv.get("key" + i));
        }
    }

    /**
     * Starts all, and waits until all listen.
     *
     * @param proxy {@code nginx} or {@code haproxy}
     * @param proxies the folder of the configurations
     * @param folder for data, and what each process says; it must be there
     */
    public BehindProxy(String proxy, Path proxies, Path folder) throws IOException {
        this(proxy, proxies, folder, null);
    }

    /**
     * The same, with TLS in front as well where there is a certificate.
     *
     * @param certificate a PEM file with the certificate and its key; null for none
     */
    public BehindProxy(String proxy, Path proxies, Path folder, @Nullable Path certificate)
            throws IOException {
        List<Integer> ports = free(6);
        port = ports.get(0);
        securePort = ports.get(5);
        try {
            etcd(folder, ports.get(3), ports.get(4));
            for (int server = 1; server <= 2; server++) {
                servers.add(server(folder, ports.get(server), "127.0.0.1:" + ports.get(3)));
            }
            for (int behind : ports.subList(1, 5)) {
                awaitListener(behind);
            }
            // Only now: it would find its servers missing, and leave them out for a while.
            proxy(proxy, proxies, folder, ports, certificate);
            awaitListener(port);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where the proxy listens. */
    public int port() {
        return port;
    }

    /** Where it speaks TLS, if it does. */
    public int securePort() {
        return securePort;
    }

    /** Ends a server at once, whatever it is doing, and waits until it has ended: 0 or 1. */
    public void kill(int server) throws InterruptedException {
        servers.get(server).destroyForcibly().waitFor();
    }

    private void etcd(Path folder, int port, int peers) throws IOException {
        String clients = "http://127.0.0.1:" + port;
        String own = "http://127.0.0.1:" + peers;
        start(
                folder.resolve("etcd.log"),
                "etcd",
                "--data-dir=" + folder.resolve("etcd"),
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + own,
                "--initial-advertise-peer-urls=" + own,
                "--initial-cluster=default=" + own);
    }

    private Process server(Path folder, int port, String etcd) throws IOException {
        return start(
                folder.resolve("server.log"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KvServer.class.getName(),
                String.valueOf(port),
                etcd);
    }

    private void proxy(
            String proxy,
            Path proxies,
            Path folder,
            List<Integer> ports,
            @Nullable Path certificate)
            throws IOException {
        boolean nginx = proxy.equals("nginx");
        Path written = proxies.resolve(nginx ? "nginx.conf" : "haproxy.cfg");
        String text = Files.readString(written);
        for (int i = 0; i < WRITTEN.size(); i++) {
            text = text.replace(WRITTEN.get(i), ":" + ports.get(i));
        }
        if (certificate != null) {
            text = text.replaceAll("(?m)^( +)#(\\S)", "$1$2");
            text = text.replace(":8443", ":" + securePort);
            text = text.replace(" front.pem", " " + certificate.toAbsolutePath());
        }
        String file = Files.writeString(folder.resolve(written.getFileName()), text).toString();
        Path log = folder.resolve(PROXY_LOG);
        if (nginx) {
            start(log, "/usr/sbin/nginx", "-e", "stderr", "-p", folder.toString(), "-c", file);
        } else {
            start(log, "/usr/sbin/haproxy", "-f", file);
        }
    }

    private Process start(Path log, String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        all.addFirst(process);
        return process;
    }

    private static List<Integer> free(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    private static void awaitListener(int port) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > end) {
                    throw new IOException("nobody listens on port " + port, notYet);
                }
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** Ends all processes. */
    @Override
    public void close() {
        for (Process process : all) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
