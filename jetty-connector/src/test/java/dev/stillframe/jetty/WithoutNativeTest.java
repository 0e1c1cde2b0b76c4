package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jetty's own HTTP/2 need not be there. */
@Timeout(60)
class WithoutNativeTest {
    /** Runs in a virtual machine of its own, without Jetty's HTTP/2 on its path. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            try {
                Class.forName("org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory");
                System.out.print("it is there");
                return;
            } catch (ClassNotFoundException expected) {
                // As it should be.
            }
            Server server = new Server();
            ServerConnector connector =
                    new ServerConnector(
                            server,
                            new HttpConnectionFactory(),
                            new Http2CServerConnectionFactory());
            server.addConnector(connector);
            System.out.print(Http2.install(server) + " " + connector.getProtocols());
        }
    }

    @Test
    void install_leaves_all_as_it_is() throws Exception {
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        String without =
                Arrays.stream(path.split(File.pathSeparator))
                        .filter(entry -> !entry.contains("jetty-http2"))
                        .collect(Collectors.joining(File.pathSeparator));
        Process program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                without,
                                Program.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(program.getInputStream().readAllBytes());
        assertEquals(0, program.waitFor());
        assertEquals("0 [http/1.1, h2c]", said);
    }
}
