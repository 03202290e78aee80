//! The architecture as a test: what a module may use, what a file must say, and how large it may be.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from left to right: each uses only what is to its left.
const ORDER: &[&str] = &[
    "source",
    "number",
    "diagnostic",
    "document",
    "model",
    "pack",
    "intake",
    "verdict",
    "engine",
    "judge",
    "lint",
    "explain",
    "diff",
    "tune",
    "authoring",
    "render",
    "cli",
    "main",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with this ending, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The files of `src/`, without those of unit tests.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let name = |path: &Path| path.strip_prefix(&src).expect("inside").to_string_lossy().replace('\\', "/");
    let all = files(&src, "rs").into_iter().map(|path| (name(&path), fs::read_to_string(path).expect("a text")));
    all.filter(|(name, _)| !name.ends_with("tests.rs") && !name.contains("/tests/")).collect()
}

/// The code of a file: without its unit tests, comments and doc examples.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn place(module: &str) -> usize {
    ORDER
        .iter()
        .position(|known| *known == module)
        .unwrap_or_else(|| panic!("`{module}` has no place in the order of dependence"))
}

#[test]
fn a_module_uses_only_what_is_to_its_left() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let module = name.split(['/', '.']).next().expect("a name");
        if matches!(module, "lib" | "build") {
            continue;
        }
        let code = code(&text);
        for used in code.split("crate::").skip(1).chain(code.split("plumbline::").skip(1)) {
            let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().expect("a name");
            if ORDER.contains(&used) && place(used) > place(module) {
                wrong.push(format!("{name} uses {used}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_file_says_what_it_is_for() {
    let tests = files(&root().join("tests"), "rs");
    let tests = tests.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).expect("a text")));
    let all = sources().into_iter().chain(tests);
    let silent: Vec<String> = all.filter(|(_, text)| !text.starts_with("//! ")).map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "{silent:#?}");
}

#[test]
fn files_and_main_keep_their_size() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(name, text)| (name, text.split("#[cfg(test)]").next().unwrap_or_default().lines().count()))
        .filter(|(name, lines)| *lines > if name == "main.rs" { 40 } else { 600 })
        .map(|(name, lines)| format!("{name}: {lines}"))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

/// Words that may stand in some files only: `(word, the files, what for)`.
const BORDERS: &[(&str, &[&str], &str)] = &[
    ("rhai::", &["engine/language/", "engine/reference.rs"], "rhai is named by the language and the reference only"),
    ("miette::", &["render/terminal"], "miette is named by the terminal renderer only"),
    ("fs::", &["cli/files", "build.rs"], "only cli/files opens files"),
    ("std::env", &["main.rs", "build.rs"], "no environment inside the library"),
    ("SystemTime", &["cli/today.rs"], "no clock inside the library"),
    ("Instant", &[], "no clock"),
    ("f32", &[], "no binary float"),
    ("f64", &[], "no binary float"),
    ("unsafe", &[], "no unsafe code"),
];

#[test]
fn borders_are_kept() {
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let code = code(&text);
        for (word, files, why) in BORDERS {
            let named = code
                .match_indices(word)
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if named && !files.iter().any(|file| name.starts_with(file)) {
                wrong.push(format!("{name}: `{word}`: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_rule_holds_a_number_or_grows_long() {
    for path in files(&root().join("rules"), "rhai") {
        let text = fs::read_to_string(&path).expect("a text");
        assert!(text.lines().count() <= 120, "{}: a rule has at most 120 lines", path.display());
        assert!(text.starts_with("//! # "), "{}: a rule begins with its page", path.display());
        let wrong: Vec<String> = numbers(&code(&text)).into_iter().filter(|it| !PLAIN.contains(&&**it)).collect();
        assert!(wrong.is_empty(), "{}: these are thresholds: {wrong:?}", path.display());
    }
}

/// Numbers that mean the same everywhere: none, one, and the hundred by which percentages and wholes are mistaken for one another.
const PLAIN: [&str; 3] = ["0", "1", "100"];

/// The numbers of a script, but for those in its texts.
fn numbers(code: &str) -> Vec<String> {
    let outside: String =
        code.lines().map(|line| line.split(['"', '`']).step_by(2).collect::<String>() + "\n").collect();
    let words = outside.split(|c: char| !c.is_alphanumeric() && !['_', '.'].contains(&c));
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
}

#[test]
fn a_number_in_a_rule_is_found() {
    assert_eq!(numbers("if a > 12.5 { `at most ${b1} of 7` } else { \"3\" + x2 - 40 }"), ["12.5", "40"]);
}
