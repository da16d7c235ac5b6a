"""One file per figure; each measures a ratio against a peer or the limit in the same run."""
