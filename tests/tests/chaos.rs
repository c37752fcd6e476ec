//! Processes killed at random while tasks run: nothing is lost, and nothing is counted twice.
