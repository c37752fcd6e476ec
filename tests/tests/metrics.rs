//! What `/metrics` says after a known run.
