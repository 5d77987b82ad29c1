package io.divergence.examples.explore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files that are served, and no others. */
enum Resource {
    INDEX("index.html", "text/html; charset=utf-8"),
    STYLE("style.css", "text/css; charset=utf-8"),
    MAIN("main.js", "text/javascript; charset=utf-8"),
    NET("net.js", "text/javascript; charset=utf-8"),
    DRAW("draw.js", "text/javascript; charset=utf-8"),
    DENSITY("density.js", "text/javascript; charset=utf-8"),
    LANDSCAPE("landscape.js", "text/javascript; charset=utf-8"),
    TRACES("traces.js", "text/javascript; charset=utf-8"),
    CONTROLS("controls.js", "text/javascript; charset=utf-8"),
    READOUT("readout.js", "text/javascript; charset=utf-8"),
    EXPLAIN("explain.js", "text/javascript; charset=utf-8"),
    ICON("icon.svg", "image/svg+xml");

    private final String file;
    private final String type;

    Resource(String file, String type) {
        this.file = file;
        this.type = type;
    }

    /** The resource of a path, or null. */
    static Resource of(String path) {
        for (Resource resource : values()) {
            if (resource.file.equals(path.isEmpty() ? "index.html" : path)) {
                return resource;
            }
        }
        return null;
    }

    String file() {
        return file;
    }

    String type() {
        return type;
    }

    byte[] bytes() {
        try (InputStream in = Resource.class.getResourceAsStream("/explore/" + file)) {
            if (in == null) {
                throw new IllegalStateException("explore/" + file + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
