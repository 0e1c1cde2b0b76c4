package dev.stillframe.workbench;

import dev.stillframe.workbench.front.Serving;

/** The orderly end of a serving process. */
final class Ending {

    private Ending() {}

    /**
     * Drains on SIGTERM and SIGINT, and makes the process exit with status 0 then.
     *
     * <p>The JVM would report the signal as its status (143) although all was done that was asked
     * for; only {@link Runtime#halt} from the hook says otherwise.
     */
    static void onSignal(Serving serving) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(serving), "drain"));
    }

    private static void drain(Serving serving) {
        int status = 0;
        try {
            serving.close();
        } catch (IllegalStateException failure) {
            System.err.println("stillframe: " + failure.getMessage() + ": " + failure.getCause());
            status = 1;
        }
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(status);
    }
}
