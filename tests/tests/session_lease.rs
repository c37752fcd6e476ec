//! The worker's stream over time: silence, return after a loss, asking back, draining.
