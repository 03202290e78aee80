//! Findings that somebody accepted: said and not counted, as long as the figures are what they were.

use std::fs;

use crate::cli::{Folder, Ran, plumb};
use crate::support::{SHIPPED, entries, root};

const INNER: &str = "returns/2006-07-q3";

/// A copy of the published quarter with its agreement, and of two rules, which find three errors in it.
struct Quarter(Folder, Folder);

impl Quarter {
    fn new(name: &str) -> Self {
        let pack = Folder::with(&format!("{name}-pack"), &root().join("rules").join(SHIPPED));
        for path in entries(&pack.0) {
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let is_rule = path.extension().is_some_and(|ending| ending == "rhai");
            if is_rule && !["profile-does-not-sum", "fund-over-its-ceiling"].contains(&stem.as_str()) {
                fs::remove_file(path).expect("a rule");
            }
        }
        Quarter(Folder::with(name, &root().join("fixtures/leicestershire-laa")), pack)
    }

    fn path(&self) -> String {
        format!("{}/{INNER}", self.0.path())
    }

    fn away(&self, arguments: &[&str]) -> Ran {
        let of = ["explain-away", "--of", &self.path(), "--pack", self.1.path(), "--date", "2006-12-31"];
        plumb(&[&of, arguments].concat())
    }

    fn check(&self) -> Ran {
        let ran = plumb(&["check", &self.path(), "--pack", self.1.path(), "--format", "concise"]);
        // What the two rules leave unused of the pack, or undecided, is not what is tested here.
        let out = ran.out.split_inclusive('\n').filter(|line| !line.contains(self.1.path()));
        let out = out.filter(|line| !line.contains(": undecided[")).collect();
        Ran { out, ..ran }
    }

    fn text(&self) -> String {
        fs::read_to_string(self.0.0.join(INNER).join("explanations.yaml")).expect("explanations")
    }

    fn write(&self, text: &str) {
        self.0.write(&format!("{INNER}/explanations.yaml"), text);
    }

    fn explain_all(&self) {
        for finding in ["profile-does-not-sum:RG1", "profile-does-not-sum:rg4", "fund-over-its-ceiling"] {
            let ran = self.away(&[finding, "--because", "the board agreed"]);
            assert_eq!(ran.code, 0, "{}", ran.err);
        }
    }
}

const RG1: &str = "- { rule: profile-does-not-sum, subject: RG1, value: \"£190,500.00; £190,000.00; RG1; cells 7d03971f\", why: it is known }\n";

#[test]
fn a_return_whose_errors_are_all_explained_is_let_through() {
    let quarter = Quarter::new("explained-all");
    quarter.explain_all();
    let ran = quarter.check();
    assert_eq!((ran.code, ran.out.matches("explained[").count(), ran.out.lines().count()), (0, 3, 3), "{}", ran.out);
    let ran = plumb(&["check", &quarter.path(), "--pack", quarter.1.path()]);
    assert!(ran.out.contains("findings    none\n  explained   3 findings are explained\n"), "{}", ran.out);
    assert!(ran.out.contains("profile-does-not-sum  error, explained"), "{}", ran.out);
    assert!(ran.out.contains("  explained: the board agreed, 2006-12-31"), "{}", ran.out);
}

#[test]
fn a_finding_in_the_agreement_can_be_explained_as_well() {
    let folder = Folder::with("explained-vectors", &root().join("fixtures/reward-vectors"));
    assert_eq!(plumb(&["check", folder.path()]).code, 1);
    for subject in ["RG6", "RG7"] {
        let finding = format!("stretch-is-none-or-contradicts:{subject}a");
        let ran = plumb(&["explain-away", &finding, "--of", folder.path(), "--because", "to be renegotiated"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let ran = plumb(&["check", folder.path(), "--format", "concise"]);
    assert_eq!((ran.code, ran.out.matches("explained[").count()), (0, 2), "{}", ran.out);
    folder.change("explanations.yaml", "RG6a", "RG5a");
    assert_eq!(plumb(&["check", folder.path()]).code, 1);
}

#[test]
fn a_penny_more_makes_it_stale_and_the_finding_counts_again() {
    let quarter = Quarter::new("explained-penny");
    quarter.explain_all();
    for (table, from, to, about) in [
        ("pump-priming.csv", "190000,97000", "190000,97000.01", "RG1"),
        ("match-fund.csv", "£113,000", "£113,000.01", "the match fund"),
    ] {
        let ran_before = quarter.check();
        assert_eq!(ran_before.code, 0, "{}", ran_before.out);
        quarter.0.change(&format!("{INNER}/{table}"), from, to);
        let ran = quarter.check();
        assert_eq!((ran.code, ran.out.matches("]: ").count()), (1, 4), "{}", ran.out);
        assert!(ran.out.contains("warning[explanation-stale]"), "{}", ran.out);
        assert!(ran.out.contains(&format!("for other figures than `{about}` has now")), "{}", ran.out);
        quarter.0.change(&format!("{INNER}/{table}"), to, from);
    }
    let table = quarter.0.0.join(INNER).join("pump-priming.csv");
    let text = fs::read_to_string(&table).expect("a table");
    let mut rows: Vec<&str> = text.lines().collect();
    rows[1..].reverse();
    fs::write(table, rows.join("\n").replace("190000,", "\"£190,000\",")).expect("a table");
    assert_eq!(quarter.check().code, 0, "another order and another layout change nothing");
}

#[test]
fn other_cells_that_come_to_the_same_sum_make_it_stale() {
    let quarter = Quarter::new("explained-cells");
    quarter.explain_all();
    let table = format!("{INNER}/pump-priming.csv");
    quarter.0.change(&table, "97000,52500", "97000.01,52499.99");
    let ran = quarter.check();
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("for other figures than `RG1` has now"), "{}", ran.out);
    quarter.0.change(&table, "97000.01,52499.99", "\"£97,000.00\",\" 52500 \"");
    assert_eq!(quarter.check().code, 0, "the same figures in another layout");
}

#[test]
fn what_could_not_be_read_cannot_be_explained() {
    let quarter = Quarter::new("explained-misread");
    quarter.0.change(&format!("{INNER}/pump-priming.csv"), "190000,97000", "190000,97 000");
    let ran = quarter.away(&["not-a-number", "--because", "x"]);
    assert!(ran.code == 2 && ran.err.contains("cannot be explained"), "{}", ran.err);
}

#[test]
fn what_is_shown_cut_is_accepted_to_the_last_digit() {
    let folder = Folder::with("explained-cut", &root().join("fixtures/reward-vectors"));
    folder.change("agreement.yaml", "without: 200, with: 300", "without: 200, with: 310");
    let pack = Folder::with("explained-cut-pack", &root().join("rules/leicestershire-laa"));
    pack.write(
        "some-share.rhai",
        "//! # x\nfn check(measure) {\n    error(`${measure.share_of_stretch} of ${measure.name}`)\n}\n",
    );
    let with = ["--of", folder.path(), "--pack", pack.path(), "--because", "x"];
    let ran = plumb(&[&["explain-away", "some-share:RG9b"], &with[..]].concat());
    assert!(ran.code == 0 && ran.out.contains("90.90…% (10/11); RG9b"), "{}{}", ran.out, ran.err);
    let checked = || plumb(&["check", folder.path(), "--pack", pack.path(), "--format", "concise"]).out;
    assert!(checked().contains("explained[some-share]"), "{}", checked());
    folder.change("agreement.yaml", "with: 310", "with: 310.001");
    assert!(checked().contains("explanation-stale"), "{}", checked());
}

#[test]
fn accepted_again_it_is_replaced_in_its_place() {
    let quarter = Quarter::new("explained-again");
    let note = "# what the board accepted\n\n";
    quarter.write(&format!("{note}{RG1}\n# the end"));
    quarter.0.change(&format!("{INNER}/pump-priming.csv"), "190000,97000", "190000,97000.01");
    assert!(quarter.check().out.contains("explanation-stale"));
    let ran = quarter.away(&["profile-does-not-sum:RG1", "--because", "still known", "--by", "the board"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        quarter.text(),
        format!(
            "{note}- {{ rule: profile-does-not-sum, subject: RG1, value: \"£190,500.01; £190,000.00; RG1; cells 8971eff2\", body: the board, date: 2006-12-31, why: still known }}\n\n# the end"
        )
    );
    assert!(!quarter.check().out.contains("explanation-stale"));
}

#[test]
fn an_explanation_that_fits_nothing_is_said_in_its_smallest_place() {
    let quarter = Quarter::new("explained-stale");
    for (from, to, says) in [
        (
            "profile-does-not-sum",
            "profile-does-not-sun",
            "1:11: warning[explanation-stale]: the explanation is for `profile-does-not-sun`, which is no rule",
        ),
        ("subject: RG1", "subject: RG99", "1:42: warning[explanation-stale]: the explanation is for `RG99`"),
        (
            "subject: RG1",
            "subject: RG2",
            "1:11: warning[explanation-stale]: `profile-does-not-sum` finds nothing about `RG2` any more",
        ),
        ("subject: RG1", "subject: RG1, what: fund", "1:42: warning[explanation-stale]"),
        (
            "£190,500.00",
            "£190,500.01",
            "1:54: warning[explanation-stale]: the explanation is for other figures than `RG1` has now",
        ),
        ("why: it", "until: 2006-12-30, why: it", "warning[explanation-stale]: the explanation held until 2006-12-30"),
        ("why: it", "until: 2006-13-30, why: it", "error[not-a-date]"),
        (", why: it is known", "", "error[field-missing]: an explanation has no `why`"),
        ("why:", "whi:", "error[field-unknown]"),
    ] {
        assert!(RG1.contains(from));
        quarter.write(&RG1.replace(from, to));
        let ran = quarter.check();
        assert!(ran.code == 1 && ran.out.contains(says), "{says}\n{}", ran.out);
        assert!(!ran.out.contains("explained["), "{}", ran.out);
    }
}

#[test]
fn what_is_undecided_and_what_is_for_another_return_is_left_alone() {
    let quarter = Quarter::new("silent");
    for (from, to) in [("subject: RG1", "subject: RG6"), ("why:", "period: 2006-07 Q2, why:")] {
        quarter.write(&RG1.replace(from, to));
        let ran = quarter.check();
        assert!(ran.code == 1 && ran.out.lines().count() == 3 && !ran.out.contains("expla"), "{}", ran.out);
    }
    for more in ["until: 2006-12-31", "period: 2006-07 Q3", "what: bid"] {
        quarter.write(&RG1.replace("why:", &format!("{more}, why:")));
        assert_eq!(quarter.check().out.matches("explained[").count(), 1, "{more}");
    }
}

#[test]
fn the_nearest_file_wins_and_a_second_explanation_in_a_file_is_said() {
    let quarter = Quarter::new("nearest");
    quarter.write(&format!("{RG1}{RG1}"));
    let ran = quarter.check();
    assert!(ran.out.contains("2:11: warning[explained-twice]"), "{}", ran.out);
    quarter.write(RG1);
    quarter.0.write("explanations.yaml", &RG1.replace("it is known", "said above"));
    let ran = quarter.check();
    assert!(ran.out.contains("; it is known") && !ran.out.contains("twice"), "{}", ran.out);
    quarter.write("");
    assert!(quarter.check().out.contains("; said above"));
    quarter.write("rule: x\n");
    assert!(quarter.check().out.contains("error[not-a-list]"));
}

#[test]
fn in_a_folder_above_it_is_written_for_the_period() {
    let quarter = Quarter::new("explained-above");
    quarter.0.write("explanations.yaml", "# of all quarters\r\n");
    let ran = quarter.away(&["fund-over-its-ceiling", "--because", "raised in June"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let text = fs::read_to_string(quarter.0.0.join("explanations.yaml")).expect("a text");
    assert!(text.starts_with("# of all quarters\r\n- rule: fund-over-its-ceiling\r\n"), "{text}");
    assert!(text.ends_with("  why: raised in June\r\n  period: 2006-07 Q3\r\n"), "{text}");
    assert!(quarter.check().out.contains("explained[fund-over-its-ceiling]"));
    let own = format!("{}/explanations.yaml", quarter.path());
    let ran = quarter.away(&["profile-does-not-sum:RG1", "--because", "known", "--file", &own]);
    assert!(ran.code == 0 && quarter.text().ends_with("  why: known\n"), "{}", ran.err);
}

#[test]
fn what_cannot_be_explained_away_changes_nothing_and_names_the_way_out() {
    let quarter = Quarter::new("explained-refused");
    let all = "`profile-does-not-sum:RG1`, `profile-does-not-sum:RG4`, `fund-over-its-ceiling:the match fund`";
    for (arguments, says) in [
        (&["profile-does-not-sum:RG2", "--because", "x"][..], all),
        (&["profile-does-not-sum", "--because", "x"], "`profile-does-not-sum:RG1`, `profile-does-not-sum:RG4`"),
        (&["profile-does-not-sum:RG1", "--because", "  "], "say with `--because TEXT`"),
        (&["profile-does-not-sum:RG1", "--because", "x", "--file", "elsewhere.yaml"], "is not read for this return"),
        (&["profile-does-not-sum:RG1", "--because", "x", "--until", "soon"], "2006-04-01"),
        (&["profile-does-not-sum:RG1", "--because", "x", "--by", " "], "say with `--by BODY`"),
    ] {
        let ran = quarter.away(arguments);
        assert!(ran.code == 2 && ran.err.contains(says), "{arguments:?}: {}", ran.err);
        assert!(!quarter.0.0.join(INNER).join("explanations.yaml").exists());
    }
    for text in ["[]\n", "rule: x\n"] {
        quarter.write(text);
        let ran = quarter.away(&["profile-does-not-sum:RG1", "--because", "x"]);
        assert!(ran.code == 2 && quarter.text() == text, "{}", ran.err);
    }
    quarter.write(RG1);
    let ran = quarter.away(&["profile-does-not-sum:RG1", "--because", "x"]);
    assert!(ran.code == 2 && ran.err.contains("is explained already"), "{}", ran.err);
    quarter.write("");
    let ran = quarter.away(&["profile-does-not-sum:RG1", "--because", "x", "--until", "2006-04-01"]);
    assert!(ran.code == 0 && ran.err.contains("so that the finding still counts"), "{}", ran.err);
    let left: Vec<_> = fs::read_dir(quarter.path()).expect("a folder").flatten().map(|it| it.file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".new")), "{left:?}");
}
