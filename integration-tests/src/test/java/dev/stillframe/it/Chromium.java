package dev.stillframe.it;

import java.nio.file.Path;
import java.time.Duration;

/** A browser without a window. */
final class Chromium {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Of the page's own time: it does not run on while an answer is outstanding. */
    private static final int BUDGET_MILLISECONDS = 10_000;

    private Chromium() {}

    /** What has become of a page; whatever certificate its server shows. */
    static Child dom(Path folder, String page) {
        return Tool.CHROMIUM.run(
                PATIENCE,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--ignore-certificate-errors",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=" + BUDGET_MILLISECONDS,
                "--dump-dom",
                page);
    }
}
