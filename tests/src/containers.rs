//! The Compose file with a real engine: whole stacks in containers, each a Compose project of its
//! own with free ports, gone with its value. `tests/containers.sh prepare` makes engine and images.

mod container;
mod engine;
mod stack;

pub use container::Container;
pub use engine::{docker, is_prepared, try_docker};
pub use stack::Stack;
