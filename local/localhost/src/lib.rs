//! What the local servers share: a listener on the loopback interface, private files, and random identifiers.
//!
//! Knows no protocol and no server.

mod loopback;
mod private_file;
mod random;

pub use loopback::Loopback;
pub use private_file::write_private;
pub use random::random_hex;
