package dev.stillframe.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of the system.
 *
 * @param program its name on the PATH, or its absolute path
 * @param debianPackage the Debian package that has it
 */
record Tool(String program, String debianPackage) {

    static final Tool CURL = new Tool("curl", "curl");
    static final Tool NGHTTP = new Tool("nghttp", "nghttp2-client");
    static final Tool H2LOAD = new Tool("h2load", "nghttp2-client");
    static final Tool NODE = new Tool("node", "nodejs");
    static final Tool ETCD = new Tool("etcd", "etcd-server");
    static final Tool CHROMIUM = new Tool("chromium", "chromium");

    /** Not on everybody's PATH. */
    static final Tool NGHTTPD = new Tool("/usr/sbin/nghttpd", "nghttp2-server");

    static final Tool NGINX = new Tool("/usr/sbin/nginx", "nginx-light");

    static final Tool HAPROXY = new Tool("/usr/sbin/haproxy", "haproxy");
    static final Tool DOCKER = new Tool("docker", "docker.io");

    /** Debian's own, whatever else is on the PATH: only that one sees Debian's packages. */
    static final Tool PYTHON = new Tool("/usr/bin/python3", "python3");

    /** Runs it to its end; skips the test where it is not installed. */
    Child run(Duration patience, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(require().toString());
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return Child.run(patience, command);
    }

    /** Where it is; skips the test where it is not installed. */
    Path require() {
        Optional<Path> found = find();
        Assumptions.assumeTrue(
                found.isPresent(),
                () -> program + " is not installed: apt-get install " + debianPackage);
        return found.orElseThrow();
    }

    private Optional<Path> find() {
        Stream<String> folders =
                program.startsWith("/")
                        ? Stream.of("/")
                        : Stream.of(System.getenv("PATH").split(File.pathSeparator));
        return folders.map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
