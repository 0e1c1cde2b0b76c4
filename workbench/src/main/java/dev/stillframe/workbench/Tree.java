package dev.stillframe.workbench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The source tree that {@code ./stillframe} stands in: builds modules and runs what is in them. */
record Tree(Path root) {

    /**
     * The tree of this run.
     *
     * @throws IllegalStateException when the launcher did not say where it is
     */
    static Tree here() {
        String root = System.getProperty("stillframe.root");
        if (root == null) {
            throw new IllegalStateException("This needs the source tree: run it as ./stillframe.");
        }
        return new Tree(Path.of(root));
    }

    /** The folder of a module. */
    Path module(String name) {
        return root.resolve(name);
    }

    /**
     * Compiles a module and those it needs, and says on what class path it runs.
     *
     * @param tests whether its tests belong to it
     */
    String build(String module, boolean tests) throws IOException, InterruptedException {
        Path list = Path.of("target", tests ? "test.classpath" : "run.classpath");
        Process maven =
                new ProcessBuilder(
                                "mvn",
                                "-q",
                                "-B",
                                "-pl",
                                module,
                                "-am",
                                tests ? "test-compile" : "compile",
                                "dependency:build-classpath",
                                "-Dmdep.outputFile=" + list,
                                "-DincludeScope=" + (tests ? "test" : "runtime"))
                        .directory(root.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (maven.waitFor() != 0) {
            throw new IllegalStateException("the build of " + module + " failed; see above");
        }
        List<String> path = new ArrayList<>();
        Path target = module(module).resolve("target");
        if (tests) {
            path.add(target.resolve("test-classes").toString());
        }
        path.add(target.resolve("classes").toString());
        path.add(Files.readString(module(module).resolve(list)).strip());
        return String.join(java.io.File.pathSeparator, path);
    }

    /** The java of this run. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static java.io.File nothing() {
        return new java.io.File("/dev/null");
    }
}
