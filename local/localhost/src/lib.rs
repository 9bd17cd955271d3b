//! What the local servers share of this machine: a listener on the loopback interface, files that only their owner can
//! read, and random identifiers.
//!
//! Knows no protocol and no server.

mod loopback;
mod private_file;
mod random;

pub use loopback::Loopback;
pub use private_file::write_private;
pub use random::random_hex;
