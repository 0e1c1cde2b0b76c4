package dev.stillframe.jetty.compat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A folder that says what a Jetty of the distribution shall run, laid out as a user would do it:
 * our configuration is unpacked into it, and our jars lie where the configuration expects them, for
 * start.jar fetches only what is not there.
 */
record JettyBase(Path folder) {
    /** The file that the server hands out as {@code /hello.txt}. */
    static final String HELLO = "Hello from the distribution";

    private static final String PASSWORD = "storepwd";

    private static final String SERVER_XML =
            """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure id="Server" class="org.eclipse.jetty.server.Server">
              <Set name="handler">
                <New class="org.eclipse.jetty.server.handler.ResourceHandler">
                  <Call name="setBaseResourceAsString">
                    <Arg><Property name="jetty.base"/>/static</Arg>
                  </Call>
                </New>
              </Set>
            </Configure>
            """;

    /** Prints which module the connector is in, which no log says. */
    private static final String MODULE_XML =
            """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure id="Server" class="org.eclipse.jetty.server.Server">
              <Call class="java.lang.Class" name="forName">
                <Arg>dev.stillframe.jetty.Http2ServerConnectionFactory</Arg>
                <Call name="getModule">
                  <Call id="connectorModule" name="toString"/>
                </Call>
              </Call>
              <Get class="java.lang.System" name="out">
                <Call name="println">
                  <Arg type="java.lang.String">Connector in <Ref refid="connectorModule"/></Arg>
                </Call>
              </Get>
            </Configure>
            """;

    /** A base with these modules of Jetty or of ours, on ports that the system chooses. */
    static JettyBase with(Path folder, String... modules) throws Exception {
        JettyBase base = new JettyBase(folder);
        Path jars = setting("stillframe.jars");
        String version = System.getProperty("stillframe.version");
        base.unpack(jars.resolve("stillframe-jetty-" + version + "-config.jar"));
        Path lib = Files.createDirectories(folder.resolve("lib/stillframe"));
        for (String part : List.of("api", "h2", "jetty")) {
            String jar = "stillframe-" + part + "-" + version + ".jar";
            Files.copy(jars.resolve(jar), lib.resolve(jar));
        }
        base.write("static/hello.txt", HELLO);
        base.write("etc/server.xml", SERVER_XML);
        base.write("etc/module.xml", MODULE_XML);
        base.makeKeys();
        List<String> lines = new ArrayList<>();
        for (String module : modules) {
            lines.add("--modules=" + module);
        }
        lines.add("jetty.http.port=0");
        lines.add("jetty.ssl.port=0");
        lines.add("jetty.sslContext.keyStorePassword=" + PASSWORD);
        lines.add("etc/server.xml");
        base.write("start.d/test.ini", String.join("\n", lines) + "\n");
        return base;
    }

    /** The command that runs this base. */
    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(setting("jetty.home").resolve("start.jar").toString());
        command.add("jetty.base=" + folder);
        command.addAll(List.of(arguments));
        return command;
    }

    /** Trusts the key of this base and no other. */
    SSLContext trust() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private Path keyStore() {
        return folder.resolve("etc/keystore.p12");
    }

    private void unpack(Path archive) throws IOException {
        try (JarFile jar = new JarFile(archive.toFile())) {
            for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream in = jar.getInputStream(entry)) {
                    Files.copy(in, file);
                }
            }
        }
    }

    private void makeKeys() throws IOException, InterruptedException {
        Path log = folder.resolve("keytool.log");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "localhost",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                keyStore().toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new AssertionError("keytool made no key:\n" + Files.readString(log));
            }
        } finally {
            keytool.destroyForcibly();
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Path setting(String name) {
        return Path.of(
                Objects.requireNonNull(
                        System.getProperty(name), name + " is set by mvn verify, not by mvn test"));
    }
}
