//! Writes a first mapping.
