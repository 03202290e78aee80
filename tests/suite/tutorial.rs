//! The tutorial of the README: do its commands, run one after the other in an empty folder, print what it says?
//!
//! A block of `console` holds commands after `$ ` and what each prints. Another block holds files, each behind its path in a
//! comment; `, at its end` behind the path adds to the file.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::cli::Folder;
use crate::support::root;

const TITLE: &str = "\n## A new rule, from nothing to review\n";

/// The blocks of a text, each with its language.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let parts: Vec<&str> = text.split("\n```").collect();
    let inside = parts.iter().skip(1).step_by(2);
    inside.map(|part| part.split_once('\n').expect("a language and a text")).collect()
}

/// The commands of a block, each with what it prints.
fn commands(block: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command.to_owned(), String::new())),
            (None, Some((command, _))) if command.ends_with('\\') => command.extend(["\n", line]),
            (None, Some((_, printed))) => printed.extend([line, "\n"]),
            (None, None) => panic!("no command: {line}"),
        }
    }
    found
}

fn printed(command: &str, folder: &Path) -> String {
    let own = Path::new(env!("CARGO_BIN_EXE_plumb")).parent().expect("a folder");
    let path =
        env::join_paths([own.to_owned()].into_iter().chain(env::split_paths(&env::var_os("PATH").expect("a path"))));
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", &format!("exec 2>&1\n{command}")]).current_dir(folder);
    let output = shell.env("PATH", path.expect("a path")).output().expect("a shell");
    String::from_utf8(output.stdout).expect("a text")
}

/// Writes the files that a block holds.
fn write(block: &str, folder: &Path) {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in block.lines() {
        let path = line.trim_start_matches(['/', '#', ' ']);
        match files.last_mut() {
            _ if line != path && path.starts_with("my-rules/") => files.push((path, String::new())),
            Some((_, text)) => text.extend([line, "\n"]),
            None => panic!("no path: {line}"),
        }
    }
    for (path, text) in files {
        let (path, before) = match path.strip_suffix(", at its end") {
            Some(path) => (path, fs::read_to_string(folder.join(path)).expect("a file")),
            None => (path, String::new()),
        };
        fs::write(folder.join(path), format!("{before}{}\n", text.trim_end())).expect("a file");
    }
}

#[test]
fn its_commands_print_what_it_says() {
    let readme = fs::read_to_string(root().join("README.md")).expect("a text");
    let start = readme.find(TITLE).expect("the tutorial") + TITLE.len();
    let section = readme[start..].split("\n## ").next().expect("a section");
    let folder = Folder::with("tutorial", &root().join("fixtures/northshire-small"));
    let all = folder.0.join("all");
    fs::create_dir_all(all.join("fixtures")).expect("a folder");
    for part in ["agreement.yaml", "returns"] {
        fs::create_dir_all(all.join("fixtures/northshire-small")).expect("a folder");
        fs::rename(folder.0.join(part), all.join("fixtures/northshire-small").join(part)).expect("a move");
    }
    let mut count = 0;
    for (language, block) in blocks(section) {
        if language != "console" {
            write(block, &all);
            continue;
        }
        for (command, expected) in commands(block) {
            assert_eq!(printed(&command, &all), expected, "{command}");
            count += 1;
        }
    }
    assert!(count > 10, "{count} commands");
}
