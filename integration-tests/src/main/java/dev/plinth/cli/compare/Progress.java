package dev.plinth.cli.compare;

/** Told how far a comparison is. */
public interface Progress {

    /** Says nothing. */
    Progress NONE = (done, of, what) -> {};

    /** {@code done} of {@code of} steps are done; next comes {@code what}. */
    void step(int done, int of, String what);
}
