//! What a person says is done, and nothing else.

use std::fs;

use super::*;

const RULE: &str = "//! # A bid is large enough\n//!\n//! Authority: us.\n\nfn check(bid, limits) {\n    if bid.total >= limits.least {\n        return pass();\n    }\n    error(`less than ${limits.least}`).at(bid.total, \"\")\n}\n";

/// A folder of a pack with two fixtures, which goes away with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("plumb-review-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("fixtures/small-bid")).expect("a folder");
        let folder = Folder(folder);
        folder.write("pack.yaml", "name: p\nfixtures: fixtures\n");
        folder.write("small-bid.rhai", RULE);
        folder.least("£500");
        for (name, total) in [("fails_one", 100), ("fails_other", 50)] {
            let text = format!(
                "agreement:\n  funds: [{{ id: f, name: F }}]\nsubmission:\n  bids: [{{ fund: f, reward_target: A, total: {total} }}]\n"
            );
            folder.write(&format!("fixtures/small-bid/{name}.yaml"), &text);
        }
        folder
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.0.join(path), text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).expect("a file")
    }

    fn least(&self, value: &str) {
        self.write(
            "thresholds.yaml",
            &format!("least:\n  about: x\n  type: money\n  values:\n    - {{ from: 2006-04-01, value: {value}, authority: us }}\n"),
        );
    }

    /// What is said and done with these answers.
    fn with(&self, answers: &str) -> (Desk, String) {
        let review = Review {
            pack: None,
            base: None,
            list: false,
            full: false,
            accept: None,
            reject: None,
            because: None,
            prune: false,
            on: Some("2026-11-24".parse().expect("a day")),
        };
        let mut desk = Desk::open(&self.0).expect("a pack");
        desk.find_causes(None).expect("causes");
        let mut out = Vec::new();
        let mut answers = answers.as_bytes();
        review.converse(&mut desk, &mut Talk::new(&mut answers, &mut out), Look::default()).expect("a talk");
        (desk, String::from_utf8(out).expect("a text"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_a_person_says_is_done_and_recorded() {
    let folder = Folder::new("said");
    let (desk, out) = folder.with("A\nthe first\n");
    assert!(desk.is_clean() && out.starts_with("2 new\n"), "{out}");
    folder.least("£600");
    let (desk, out) = folder.with("?\nd\na\nA\n\nas agreed\n");
    assert!(out.contains("2 changed because `least` £500.00 → £600.00\n"), "{out}");
    let row = out.lines().find(|line| line.trim_start().starts_with("reason")).expect("a row");
    let cells: Vec<&str> = row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(cells, ["reason", "less than £500.00", "less than £600.00"]);
    assert!(out.contains("- ") && out.contains("write a few words"), "{out}");
    assert!(desk.is_clean());
    assert_eq!(
        folder.read("CHANGELOG.md"),
        "# Changes to the rules of `p`\n\n\
         - 2026-11-24: accepted: 2 snapshots of 1 rule (`small-bid/fails_one` and `small-bid/fails_other`) changed because \
         `least` £500.00 → £600.00: as agreed\n\
         - 2026-11-24: accepted: 2 snapshots of 1 rule (`small-bid/fails_one` and `small-bid/fails_other`) new: the first\n"
    );
    assert!(folder.read("snapshots/small-bid/fails_one.snap").contains("£600.00"));
}

#[test]
fn what_is_rejected_or_left_stays_as_it_was_accepted() {
    let folder = Folder::new("left");
    folder.with("A\nthe first\n");
    folder.least("£600");
    let pending = |name: &str| folder.0.join(format!("snapshots/small-bid/{name}.snap.new")).exists();
    let (desk, _) = folder.with("r\nq\n");
    assert!(!desk.is_clean() && !pending("fails_one") && pending("fails_other"));
    // Nobody is there to say why: nothing is accepted.
    let (desk, out) = folder.with("A\n");
    assert!(!desk.is_clean() && out.contains("nothing of it is accepted"), "{out}");
    assert!(folder.read("snapshots/small-bid/fails_one.snap").contains("£500.00"));
    assert!(!folder.read("CHANGELOG.md").contains("£600.00"));
}
