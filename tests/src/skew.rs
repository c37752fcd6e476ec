//! A wall clock that is wrong.

use std::{path::Path, process::Command};

use crate::Settings;

/// Settings for a process whose wall clock is `seconds` ahead, or behind when negative; its
/// monotonic clock is right. The compiler that links Rust programs makes the library for it.
///
/// # Panics
/// When there is no C compiler.
pub fn skewed_clock(settings: Settings, seconds: i64, folder: &Path) -> Settings {
    let (source, library) = (folder.join("skew.c"), folder.join("skew.so"));
    if !library.exists() {
        std::fs::write(&source, include_str!("skew.c")).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source);
        assert!(compiler.status().unwrap().success(), "{compiler:?}");
    }
    settings.variable("LD_PRELOAD", library.display()).variable("CLOCK_SKEW", seconds)
}
