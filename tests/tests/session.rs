//! The worker session of the wire, spoken by hand.
