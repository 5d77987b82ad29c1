package io.divergence.examples;

import io.divergence.examples.explore.ExploreServer;
import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The interactive page: curves to drag, every divergence and estimator, and every number computed by the library. */
@Command(name = "ExplorePage", description = {"An interactive page in the browser: drag p and q, run any optimizer on any divergence, exactly or by",
    "Monte Carlo. The server listens on the loopback address only. Ctrl-C ends it."})
public final class ExplorePage extends Example {
    @Option(names = "--port", defaultValue = "0", description = "Port to listen on; 0 takes a free one.")
    private int port;

    @Option(names = "--open", description = "Opens the page in the browser.")
    private boolean open;

    private final CountDownLatch end = new CountDownLatch(1);

    ExplorePage() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new ExplorePage(), args);
    }

    @Override
    void show() throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port = " + port + ": must be from 0 to 65535");
        }
        try (ExploreServer server = ExploreServer.start(port)) {
            URI address = URI.create(server.address() + (seed() == 1 ? "" : "?seed=" + seed()));
            Thread hook = new Thread(server::close, "explore-end");
            Runtime.getRuntime().addShutdownHook(hook);
            print("The page is at %s", address);
            print("Ctrl-C ends it.");
            console().flush();
            if (open) {
                browse(address);
            }
            end.await();
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a page that runs, from another thread. */
    void stop() {
        end.countDown();
    }

    private void browse(URI address) throws IOException {
        if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            Desktop.getDesktop().browse(address);
            return;
        }
        for (String program : new String[] {"xdg-open", "open"}) {
            try {
                new ProcessBuilder(program, address.toString()).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
                return;
            } catch (IOException e) {
                // The next one may be there.
            }
        }
        print("No browser could be opened: open the address by hand.");
    }
}
