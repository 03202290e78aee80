//! Finds the packs in `rules/` and lists their files and fixtures for the binary to hold; there is no list by hand.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut out =
        String::from("/// Every pack: its name, its files and its fixtures, by their paths inside their folder.\n");
    out.push_str("const PACKS: &[(&str, Files, Files)] = &[\n");
    for pack in sorted(&root)?.into_iter().filter(|path| path.join("pack.yaml").is_file()) {
        let name = pack.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (files, fixtures) = (listed(&pack)?, fixtures(&pack)?.map_or(Ok("&[]".to_owned()), |it| listed(&it))?);
        writeln!(out, "    ({name:?}, {files}, {fixtures}),").map_err(io::Error::other)?;
    }
    out.push_str("];\n");
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("packs.rs");
    fs::write(target, out)
}

/// Where a pack says that its fixtures are.
fn fixtures(pack: &Path) -> io::Result<Option<PathBuf>> {
    let head = fs::read_to_string(pack.join("pack.yaml"))?;
    let folder = head.lines().find_map(|line| line.strip_prefix("fixtures:")).map(|path| pack.join(path.trim()));
    if let Some(folder) = &folder {
        println!("cargo:rerun-if-changed={}", folder.display());
    }
    Ok(folder)
}

/// The files of a folder, as Rust has them: each path inside it, with its text.
fn listed(folder: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    let mut out = String::from("&[\n");
    for file in files {
        let inside = file.strip_prefix(folder).map_err(io::Error::other)?.to_string_lossy().replace('\\', "/");
        writeln!(out, "        ({inside:?}, include_str!({:?})),", file.display().to_string())
            .map_err(io::Error::other)?;
    }
    Ok(out + "    ]")
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
