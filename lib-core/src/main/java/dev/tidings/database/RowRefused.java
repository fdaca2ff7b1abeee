package dev.tidings.database;

/** The database refused a row for what is in it: trying again does not help. Nothing of the transaction was written. */
public final class RowRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean duplicate;

    public RowRefused(boolean duplicate, Throwable cause) {
        super(duplicate ? "a row with this key is there" : "a row does not fit its table", cause);
        this.duplicate = duplicate;
    }

    /** Whether a row with the same key is there already. */
    public boolean isDuplicate() {
        return duplicate;
    }
}
