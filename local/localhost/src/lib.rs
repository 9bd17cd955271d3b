//! What the local servers share: a listener on the loopback interface and its host names, private folders and files, random
//! identifiers, and text on pages.
//!
//! Knows no protocol and no server.

mod html_text;
mod loopback;
mod loopback_host;
mod private_directory;
mod private_file;
mod random;

pub use html_text::HtmlText;
pub use loopback::Loopback;
pub use loopback_host::only_loopback_hosts;
pub use private_directory::{create_own_directory, create_private_directory, make_file_private};
pub use private_file::{write_private, write_private_unflushed};
pub use random::random_hex;
