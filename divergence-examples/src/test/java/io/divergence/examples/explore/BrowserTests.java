package io.divergence.examples.explore;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests of the page in a real browser, where there is one; otherwise they are skipped. */
abstract class BrowserTests {
    static ExploreServer server;
    static Chromium browser;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = Chromium.program();
        assumeTrue(program.isPresent(), "skipped: no browser");
        server = ExploreServer.start(0);
        browser = Chromium.start(program.get());
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }
}
