package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script at the root, in a tree of its own with a JDK and a Maven that only say what they are
 * asked.
 */
@DisplayName("./stillframe")
class LauncherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<String> PLAIN_TOOLS =
            List.of("dirname", "readlink", "sed", "find", "mkdir", "touch", "rm", "mv");

    private Path root;
    private Path programs;
    private Path jdks;

    @BeforeEach
    void layOut(@TempDir Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("a tree with spaces"));
        programs = Files.createDirectories(folder.resolve("bin"));
        jdks = Files.createDirectories(folder.resolve("jvm"));
        Files.copy(
                Path.of(System.getProperty("stillframe.root"), "stillframe"),
                root.resolve("stillframe"));
        runnable(root.resolve("stillframe"));
        Files.createDirectories(root.resolve("api/src/main"));
        Files.writeString(root.resolve("pom.xml"), "");
        Files.writeString(root.resolve("api/pom.xml"), "");
        Files.writeString(root.resolve("api/src/main/Source.java"), "");
    }

    @Test
    @DisplayName("passes arguments with spaces on, and the exit status back")
    void passesThrough() throws IOException {
        built();
        jdk("one", 21, 7);
        Child child = stillframe(Map.of(), "serve", "two words");
        assertEquals(7, child.status(), child::shown);
        child.says("JDK one").says("<serve>").says("<two words>");
        child.says("<" + root + "/workbench/target/classes:" + root + "/workbench/target/lib/*>");
        assertFalse(child.err().contains("building"), child::shown);
    }

    @Test
    @DisplayName("takes JAVA_HOME if that is new enough, else the newest JDK of the system")
    void choosesAJdk() throws IOException {
        built();
        Path old = jdk("old", 17, 0);
        Path enough = jdk("enough", 21, 0);
        jdk("newest", 25, 0);
        jdk("newer", 24, 0);
        stillframe(Map.of("JAVA_HOME", enough.toString())).succeeded().says("JDK enough");
        stillframe(Map.of("JAVA_HOME", old.toString())).succeeded().says("JDK newest");
        stillframe(Map.of()).succeeded().says("JDK newest");
    }

    @Test
    @DisplayName("says in one sentence that there is no JDK that is new enough")
    void saysThatThereIsNoJdk() throws IOException {
        built();
        jdk("old", 17, 0);
        Child child = stillframe(Map.of());
        assertEquals(1, child.status(), child::shown);
        assertTrue(
                child.err().startsWith("stillframe: no JDK 21 or newer was found"), child::shown);
        assertEquals(1, child.err().lines().count(), child::shown);
    }

    @Test
    @DisplayName("builds what is missing, and then only what has become stale")
    void buildsWhatIsStale() throws IOException {
        jdk("one", 21, 0);
        maven(0);
        assertTrue(stillframe(Map.of()).succeeded().err().contains("building"));
        assertFalse(stillframe(Map.of()).succeeded().err().contains("building"));
        Files.setLastModifiedTime(
                root.resolve("api/src/main/Source.java"),
                FileTime.from(Instant.now().plusSeconds(5)));
        assertTrue(stillframe(Map.of()).succeeded().err().contains("building"));
    }

    @Test
    @DisplayName("says that the build failed, and builds again the next time")
    void saysThatTheBuildFailed() throws IOException {
        jdk("one", 21, 0);
        maven(1);
        for (int i = 0; i < 2; i++) {
            Child child = stillframe(Map.of());
            assertEquals(1, child.status(), child::shown);
            assertTrue(child.err().contains("stillframe: the build failed"), child::shown);
            assertEquals("", child.out(), child::shown);
        }
    }

    @Test
    @DisplayName("says that Maven is missing")
    void saysThatMavenIsMissing() throws IOException {
        jdk("one", 21, 0);
        Child child = stillframe(Map.of());
        assertEquals(1, child.status(), child::shown);
        assertTrue(child.err().contains("stillframe: Maven is needed"), child::shown);
    }

    private void built() throws IOException {
        Files.createDirectories(root.resolve("workbench/target/lib"));
        Path stamp = Files.writeString(root.resolve("workbench/target/built"), "");
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.now().plusSeconds(1)));
    }

    /** A JDK whose java says which one it is and what it was asked. */
    private Path jdk(String name, int release, int status) throws IOException {
        Path jdk = jdks.resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + release + ".0.1\"\n");
        script(jdk.resolve("bin/javac"), "exit 0");
        script(
                jdk.resolve("bin/java"),
                "echo 'JDK " + name + "'; printf '<%s>\\n' \"$@\"; exit " + status);
        return jdk;
    }

    private void maven(int status) throws IOException {
        script(
                programs.resolve("mvn"),
                "[ " + status + " -eq 0 ] && mkdir -p workbench/target/lib; exit " + status);
    }

    /** Runs the script in another folder, with nothing on the PATH but the system's plain tools. */
    private Child stillframe(Map<String, String> environment, String... arguments)
            throws IOException {
        for (String tool : PLAIN_TOOLS) {
            script(
                    programs.resolve(tool),
                    "exec " + new Tool(tool, "coreutils").require() + " \"$@\"");
        }
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i", "-C", "/"));
        command.add("PATH=" + programs);
        command.add("STILLFRAME_JVMS=" + jdks);
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add(root.resolve("stillframe").toString());
        command.addAll(List.of(arguments));
        return Child.run(PATIENCE, command);
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        runnable(file);
    }

    private static void runnable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
