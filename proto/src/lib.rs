//! The wire: generated messages and services, conversions to and from the domain, and the one
//! table of errors.

pub mod block;
pub mod convert;
pub mod error;

pub use error::Error;

/// What the proto files say.
#[expect(
    missing_docs,
    clippy::all,
    clippy::allow_attributes_without_reason,
    reason = "generated; the proto files have the docs"
)]
pub mod v1 {
    tonic::include_proto!("taskmaster.v1");

    /// All proto files in descriptor form, for reflection.
    pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
}
