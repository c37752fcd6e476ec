//! taskmaster-bench
