//! Embeds the committed build of the dashboard: writes a table of its files, each as it is and compressed. It runs no npm.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

const DIST: &str = "../../dashboard/dist";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DIST}");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?);
    let dist = Path::new(DIST).canonicalize().map_err(|error| format!("{DIST} is missing: {error}"))?;
    let mut files = Vec::new();
    collect(&dist, &mut files)?;
    files.sort();
    let mut table = String::from("pub(crate) const FILES: &[File] = &[\n");
    for (number, path) in files.iter().enumerate() {
        let name = path.strip_prefix(&dist)?.to_str().ok_or("the name of a file is not text")?.replace('\\', "/");
        let plain = fs::read(path)?;
        let packed = [("br", with_brotli(&plain)?), ("gz", with_gzip(&plain)?)];
        // A copy: a build of the dashboard beside this one replaces the file.
        let source = out.join(format!("{number}.plain"));
        fs::write(&source, &plain)?;
        let source = source.to_str().ok_or("OUT_DIR is not text")?;
        write!(table, "    File {{ path: {:?}, plain: include_bytes!({source:?})", format!("/{name}"))?;
        for (ending, packed) in packed {
            let field = if ending == "br" { "brotli" } else { "gzip" };
            // A picture does not get smaller.
            if packed.len() * 10 < plain.len() * 9 {
                let file = out.join(format!("{number}.{ending}"));
                fs::write(&file, packed)?;
                let file = file.to_str().ok_or("OUT_DIR is not text")?;
                write!(table, ", {field}: Some(include_bytes!({file:?}))")?;
            } else {
                write!(table, ", {field}: None")?;
            }
        }
        table.push_str(" },\n");
    }
    table.push_str("];\n");
    fs::write(out.join("files.rs"), table)?;
    Ok(())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn with_brotli(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &plain[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn with_gzip(plain: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    io::Write::write_all(&mut encoder, plain)?;
    encoder.finish()
}
