//! Where the built program is.

use std::path::PathBuf;

/// The program under test: `taskmaster` in the folder above the test's own.
///
/// # Panics
/// When it was not built.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a file");
    let folder = test.parent().and_then(|deps| deps.parent()).expect("a test lies in deps");
    let binary = folder.join("taskmaster");
    assert!(
        binary.is_file(),
        "{} is missing: `cargo build -p taskmaster-cli` builds it, and `make test` does that",
        binary.display()
    );
    binary
}
