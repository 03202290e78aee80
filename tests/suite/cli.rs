//! The binary as a person uses it: flags, exit codes, help.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::support::{SHIPPED, entries, root};

/// What a run printed, and its exit code.
pub struct Ran {
    pub out: String,
    pub err: String,
    pub code: i32,
}

/// Runs the binary in the project's folder.
pub fn plumb(arguments: &[&str]) -> Ran {
    fed(arguments, "")
}

/// Runs it in another folder.
pub fn plumb_in(folder: &Path, arguments: &[&str]) -> Ran {
    fed_in(folder, arguments, "")
}

fn fed(arguments: &[&str], input: &str) -> Ran {
    fed_in(&root(), arguments, input)
}

fn fed_in(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_plumb"))
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "100")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("a text");
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().expect("a code") }
}

/// A folder of its own for a test, removed when it is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("plumb-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    /// A copy of the shipped pack in it.
    fn with_pack(name: &str) -> Self {
        Folder::with(name, &root().join("rules").join(SHIPPED))
    }

    /// A copy of another folder in it.
    pub fn with(name: &str, from: &Path) -> Self {
        let folder = Folder::new(name);
        copy(from, &folder.0);
        folder
    }

    pub fn path(&self) -> &str {
        self.0.to_str().expect("a path")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    pub fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.0.join(name)).expect("a file");
        assert!(text.contains(from), "{name} holds {from}");
        self.write(name, &text.replacen(from, to, 1));
    }
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for path in entries(from) {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const QUARTER: &str = "fixtures/leicestershire-laa/returns/2006-07-q3";
const VECTORS: &str = "fixtures/reward-vectors";

#[test]
fn help_is_what_it_was() {
    let help = plumb(&["--help"]).out;
    let (_, commands) = help.split_once("Commands:\n").expect("a list of commands");
    let commands = commands.lines().map_while(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    let commands = commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help");
    for command in [None].into_iter().chain(commands.map(Some)) {
        let arguments: Vec<&str> = command.into_iter().chain(["--help"]).collect();
        let ran = plumb(&arguments);
        assert_eq!(ran.code, 0);
        insta::assert_snapshot!(format!("help__{}", arguments.join("_").replace("--", "")), ran.out);
    }
}

#[test]
fn the_language_is_what_it_was() {
    insta::assert_snapshot!("api", plumb(&["explain", "--api"]).out);
}

#[test]
fn exit_codes_say_what_it_came_to() {
    assert_eq!(plumb(&["check", QUARTER]).code, 1);
    assert_eq!(plumb(&["check", VECTORS]).code, 1);
    assert_eq!(plumb(&["check", "fixtures/northshire-small/returns/2026-27-q1"]).code, 0);
    assert_eq!(plumb(&["check", "fixtures/nowhere"]).code, 2);
    assert_eq!(plumb(&["check", QUARTER, "--pack", "nothing"]).code, 2);
    assert_eq!(plumb(&["check"]).code, 2);
    assert_eq!(plumb(&["chek"]).code, 2);
}

#[test]
fn what_cannot_be_opened_names_the_way_out() {
    let ran = plumb(&["check", "fixtures/leicestershire-laa"]);
    assert!(ran.code == 2 && ran.err.contains("fixtures/leicestershire-laa/returns/2006-07-q3"), "{}", ran.err);
    let ran = plumb(&["check", QUARTER, "--pack", "leicestershire-la"]);
    assert!(ran.err.contains("did you mean `leicestershire-laa`?"), "{}", ran.err);
    let ran = plumb(&["check", "-"]);
    assert!(ran.code == 2 && ran.err.contains("--agreement"), "{}", ran.err);
    let ran = plumb(&["explain", "profile-does-not-sun"]);
    assert!(ran.code == 2 && ran.err.contains("did you mean `profile-does-not-sum`?"), "{}", ran.err);
}

#[test]
fn a_folder_with_a_json_is_a_return_and_one_with_both_is_none() {
    let clean = root().join("fixtures/northshire-small");
    let folder = Folder::with("json-folder", &clean);
    let inner = "returns/2026-27-q1";
    let path = format!("{}/{inner}", folder.path());
    let json = "{ \"period\": \"2026-27 Q1\",\n  \"tables\": [{ \"file\": \"observations.csv\", \"holds\": \"observations\" }] }";
    folder.write(&format!("{inner}/return.json"), json);
    let ran = plumb(&["check", &path]);
    assert!(ran.code == 2 && ran.err.contains("a return.yaml and a return.json"), "{}", ran.err);
    fs::remove_file(folder.0.join(inner).join("return.yaml")).expect("a file");
    let ran = plumb(&["check", &path, "--format", "concise"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    for place in ["return.json:1", "observations.csv:2"] {
        let ran = plumb(&["explain", &format!("{path}/{place}")]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    assert_eq!(plumb(&["explain", "ES1", "--of", &path]).code, 0);
}

#[test]
fn a_table_is_no_return_and_says_which_it_belongs_to() {
    let ran = plumb(&["check", "fixtures/northshire-small/returns/2026-27-q1/bids.csv"]);
    assert!(
        ran.code == 2 && ran.err.contains("is a table") && ran.err.contains("2026-27-q1`: name that"),
        "{}",
        ran.err
    );
}

#[test]
fn a_return_can_come_from_the_standard_input() {
    let text = fs::read_to_string(root().join(VECTORS).join("return.yaml")).expect("a text");
    let ran = fed(&["check", "-", "--agreement", "fixtures/reward-vectors/agreement.yaml"], &text);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("£834,166.67"), "{}", ran.out);
}

#[test]
fn a_moved_threshold_changes_the_verdicts_and_nothing_is_recompiled() {
    let folder = Folder::with_pack("floor");
    let before = plumb(&["check", VECTORS, "--pack", folder.path()]);
    folder.change("thresholds.yaml", "value: 60,", "value: 65,");
    let after = plumb(&["check", VECTORS, "--pack", folder.path()]);
    assert!(before.out.contains("£770,000.00") && !after.out.contains("£770,000.00"), "{}", after.out);
    assert!(after.out.contains("60% of the stretch is under the floor of 65%"), "{}", after.out);
    assert_eq!((before.code, after.code), (1, 1));
}

#[test]
fn an_added_rule_runs() {
    let folder = Folder::with_pack("added");
    folder.write("big-bid.rhai", "//! # Big\n\nfn check(bid) {\n    if bid.total > bid.years.at_most {\n        return pass();\n    }\n    advice(`${bid.name} asks for ${bid.total}`).at(bid.total, \"so much\")\n}\n");
    let ran = plumb(&["check", QUARTER, "--pack", folder.path()]);
    assert!(ran.code == 1 && ran.out.contains("`RG2` asks for £195,000.00"), "{}", ran.out);
}

#[test]
fn a_broken_script_is_shown_and_the_others_still_run() {
    let folder = Folder::with_pack("broken");
    folder.change("award-of-a-measure.rhai", "measure.share_of_stretch;", "measure.share_of_strech;");
    let ran = plumb(&["check", QUARTER, "--pack", folder.path()]);
    assert_eq!(ran.code, 3);
    assert!(ran.out.contains("did you mean `share_of_stretch`?"), "{}", ran.out);
    assert!(ran.out.contains("award-of-a-measure.rhai:11:"), "{}", ran.out);
    assert!(ran.out.contains("the yearly profile of `RG1` is £500.00 more than its total"), "{}", ran.out);
    folder.change("profile-does-not-sum.rhai", "limits.profile_tolerance", "limits.profile_tolerence");
    let ran = plumb(&["check", QUARTER, "--pack", folder.path()]);
    assert!(ran.code == 3 && ran.out.contains("did you mean `profile_tolerance`?"), "{}", ran.out);
}

#[test]
fn thresholds_that_do_not_parse_stop_everything_and_a_bad_one_its_readers() {
    let folder = Folder::with_pack("thresholds");
    folder.change("thresholds.yaml", "value: 60,", "value: 260,");
    let ran = plumb(&["check", VECTORS, "--pack", folder.path()]);
    assert!(ran.code == 3 && ran.out.contains("260% is over the greatest value 100%"), "{}", ran.out);
    folder.write("thresholds.yaml", "reward_floor: { about: [\n");
    assert_eq!(plumb(&["check", VECTORS, "--pack", folder.path()]).code, 2);
}

#[test]
fn colour_comes_only_when_asked_for() {
    assert!(!plumb(&["check", QUARTER]).out.contains('\u{1b}'));
    assert!(plumb(&["check", QUARTER, "--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn the_concise_form_is_a_line_a_finding() {
    let ran = plumb(&["check", QUARTER, "--format", "concise"]);
    assert_eq!(ran.out.lines().filter(|line| line.contains(": undecided[")).count(), 17, "{}", ran.out);
    assert_eq!(ran.out.lines().filter(|line| line.contains(": error[")).count(), 18, "{}", ran.out);
}

#[test]
fn a_rule_is_explained_with_its_thresholds() {
    let ran = plumb(&["explain", "award-of-a-measure"]);
    assert!(
        ran.out.contains("Authority:")
            && ran.out.contains("threshold reward_floor")
            && ran.out.contains("60% from 2006-04-01"),
        "{}",
        ran.out
    );
}

#[test]
fn bands_of_a_pack_are_explained_and_say_why_a_finding_is_one() {
    let folder = Folder::with_pack("bands");
    let limits = std::fs::read_to_string(folder.0.join("thresholds.yaml")).expect("a text");
    let bands = "profile_bands:\n  about: How much of its total a bid's years may be.\n  type: bands\n  of: [too_little, right, too_much]\n  \
                 unit: percent\n  values:\n    - { from: 2006-04-01, value: [ { below: 100%, is: too little }, { below: 101, is: right }, \
                 { else: too much } ], authority: made up }\n";
    folder.write("thresholds.yaml", &format!("{limits}\n{bands}"));
    folder.write(
        "bid-out-of-band.rhai",
        "//! # Made up\n\nfn check(bid, limits) {\n    let part = bid.years.sum / bid.total;\n    \
         switch band_of(limits.profile_bands, part) {\n        \"right\" => pass(),\n        _ => error(`${bid.name} is out of its band`),\n    }\n}\n",
    );
    let ran = plumb(&["explain", "bid-out-of-band", "--pack", folder.path()]);
    let shown = "too_little below 100%, right below 101%, else too_much";
    assert!(ran.out.contains(&format!("{shown} from 2006-04-01, by authority of: made up")), "{}", ran.out);
    folder.change("thresholds.yaml", "below: 101, is: right", "below: 100.1, is: right");
    let ran = plumb(&["check", QUARTER, "--pack", folder.path()]);
    assert!(ran.out.contains("the condition: part (1.00…) is at least 100.1%: too much"), "{}", ran.out);
    folder.change("thresholds.yaml", "below: 100.1, is: right", "below: 100, is: right");
    let ran = plumb(&["check", QUARTER, "--pack", folder.path()]);
    assert!(ran.code == 3 && ran.out.contains("a cut point is not above the one before it"), "{}", ran.out);
}

#[test]
fn a_rule_that_breaks_is_said_once_and_never_lets_a_return_through() {
    let northshire = "fixtures/northshire-small/returns/2026-27-q1";
    for (body, why) in [
        (
            "let a = bid.total / (bid.total - bid.total); if a > 0 { return pass(); } pass()".to_owned(),
            "divides by nought",
        ),
        (grown("let a0 = \"xxxxxxxxxx\"; ", "`${a}${a}`", "error(z)"), "a text grows too long"),
        (
            grown(
                "let a0 = bid.total / (bid.total + bid.years.sum * 100); ",
                "a * a",
                "if z > 0 { return pass(); } pass()",
            ),
            "a number grows too long",
        ),
    ] {
        let folder = Folder::with_pack("fault");
        folder.write("hurts.rhai", &format!("//! # x\nfn check(bid) {{ {body} }}"));
        let ran = plumb(&["check", northshire, "--pack", folder.path()]);
        assert_eq!(ran.code, 3, "{}", ran.out);
        assert_eq!(ran.out.matches("the rule broke over the bid").count(), 1, "{}", ran.out);
        assert!(ran.out.contains(why), "{}", ran.out);
    }
}

#[test]
fn an_attachment_must_be_there() {
    let folder = Folder::with("attached", &root().join("fixtures/northshire-small"));
    let head = folder.0.join("returns/2026-27-q1/return.yaml");
    let text = fs::read_to_string(&head).expect("a text");
    fs::write(&head, format!("{text}attachments: [improvement-plan.pdf]\n")).expect("a file");
    let check = || plumb(&["check", &format!("{}/returns/2026-27-q1", folder.path()), "--format", "concise"]);
    let ran = check();
    assert!(ran.code == 1 && ran.out.contains("`improvement-plan.pdf` should be attached"), "{}", ran.out);
    folder.write("returns/2026-27-q1/improvement-plan.pdf", "");
    assert_eq!(check().code, 1, "an empty file is none");
    folder.write("returns/2026-27-q1/improvement-plan.pdf", "a plan");
    assert_eq!(check().code, 0);
}

#[cfg(unix)]
#[test]
fn what_could_be_written_only_in_part_leaves_nothing_beside_it() {
    let folder = Folder::new("full-disk");
    let pack = folder.0.join("made-up");
    let pack = pack.to_str().expect("a path");
    assert_eq!(plumb(&["new", "pack", pack]).code, 0);
    let limits = fs::read_to_string(folder.0.join("made-up/thresholds.yaml")).expect("a text");
    let before = format!("{limits}\n{}", "# a long note\n".repeat(1000));
    folder.write("made-up/thresholds.yaml", &before);
    // No file may grow beyond a few kilobytes, and to try gives an error.
    let run = "trap '' XFSZ; ulimit -f 8; exec \"$0\" set most_for_a_bid £60,000 --because x --pack \"$1\"";
    let mut shell = Command::new("sh");
    let ran = shell.args(["-c", run, env!("CARGO_BIN_EXE_plumb"), pack]).output().expect("a shell");
    let said = String::from_utf8(ran.stderr).expect("a text");
    assert!(ran.status.code() == Some(2) && said.contains("cannot write `"), "{said}");
    assert_eq!(fs::read_to_string(folder.0.join("made-up/thresholds.yaml")).expect("a text"), before);
    let left =
        entries(Path::new(pack)).into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "new"));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

/// A body in which a name is made of the one before it, thirty times.
fn grown(first: &str, step: &str, last: &str) -> String {
    let steps: Vec<String> = (0..30)
        .map(|at| {
            format!(
                "let a{} = {}; ",
                at + 1,
                step.replace("{a}", &format!("{{a{at}}}")).replace("a * a", &format!("a{at} * a{at}"))
            )
        })
        .collect();
    format!("{first}{}{}", steps.concat(), last.replace('z', "a30"))
}

#[test]
fn the_picture_of_the_readme_is_what_is_printed() {
    let readme = fs::read_to_string(root().join("README.md")).expect("the README");
    let (_, from) = readme.split_once("```text\n").expect("a picture");
    let (picture, _) = from.split_once("```").expect("its end");
    let ran = plumb(&["check", "fixtures/leicestershire-laa/returns/2006-07-q3"]);
    assert!(ran.out.contains(picture.trim_end()), "{picture}");
    let counted = readme.split_once("finds ").and_then(|(_, rest)| rest.split_once(" (why")).expect("its counts").0;
    assert!(ran.out.contains(&counted.replace(" and ", ", ").replace('\n', " ")), "{counted}");
}
