//! Finds the packs in `rules/` and lists their files for the binary to hold; there is no list by hand.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut out = String::from("/// Every pack: its name, and its files by their path inside it.\n");
    out.push_str("pub const PACKS: &[(&str, &[(&str, &str)])] = &[\n");
    for pack in sorted(&root)?.into_iter().filter(|path| path.join("pack.yaml").is_file()) {
        let mut files = Vec::new();
        collect(&pack, &mut files)?;
        let name = pack.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        writeln!(out, "    ({name:?}, &[").map_err(io::Error::other)?;
        for file in files {
            let inside = file.strip_prefix(&pack).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
            writeln!(out, "        ({inside:?}, include_str!({:?})),", file.display().to_string())
                .map_err(io::Error::other)?;
        }
        out.push_str("    ]),\n");
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("packs.rs");
    fs::write(target, out)
}

/// Every script and YAML file below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for path in sorted(folder)? {
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "rhai" || ending == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
