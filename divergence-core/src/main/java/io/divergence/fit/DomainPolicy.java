package io.divergence.fit;

/** What happens when a step leaves the domain of the family. */
public enum DomainPolicy {
    /** The fit ends as Diverged. */
    STOP,
    /**
     * Each entry that left its interval is put half-way between where it was and the edge; if the point is still not
     * valid the whole step is halved, at most sixty times.
     */
    PROJECT
}
