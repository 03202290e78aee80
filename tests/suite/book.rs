//! The rule book: is every rule in it with its thresholds, fixtures and authority, is it well formed, and is nothing that
//! somebody wrote taken for mark-up? And what shells complete.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use plumbline::source::Sources;

use crate::cli::{Folder, plumb};
use crate::support::{SHIPPED, entries, shipped};

const PACK: &str = "rules/leicestershire-laa";

fn book(form: &str) -> String {
    let ran = plumb(&["explain", "--all", "--pack", PACK, "--on", "2007-03-31", "--format", form]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out
}

static MARKDOWN: LazyLock<String> = LazyLock::new(|| book("markdown"));
static HTML: LazyLock<String> = LazyLock::new(|| book("html"));

/// The tags of a page, in order, without those that stand alone.
fn tags(html: &str) -> Vec<String> {
    let tag = |rest: &str| rest.split(['>', ' ', '\n']).next().unwrap_or_default().to_owned();
    let alone = ["meta", "!DOCTYPE", "!--"];
    html.split('<').skip(1).map(tag).filter(|tag| !alone.contains(&tag.as_str())).collect()
}

/// What is wrong with the nesting of a page's tags.
fn badly_nested(html: &str) -> Option<String> {
    let mut open: Vec<String> = Vec::new();
    for tag in tags(html) {
        match tag.strip_prefix('/') {
            Some(closed) if open.last().is_some_and(|last| last == closed) => drop(open.pop()),
            Some(closed) => return Some(format!("</{closed}> in {open:?}")),
            None => open.push(tag),
        }
    }
    (!open.is_empty()).then(|| format!("left open: {open:?}"))
}

fn ids(html: &str) -> Vec<&str> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_rule_and_threshold_is_in_it_in_both_forms() {
    let (pack, compiled) = shipped(&mut Sources::new());
    let (markdown, html) = (&*MARKDOWN, &*HTML);
    for rule in &compiled.rules {
        assert!(html.contains(&format!("id=\"rule-{}\"", rule.id)), "{}", rule.id);
        assert!(markdown.contains(&format!("<a id=\"rule-{}\"></a>", rule.id)), "{}", rule.id);
    }
    for threshold in pack.thresholds.iter() {
        let name = &threshold.name.value;
        assert!(html.contains(&format!("id=\"threshold-{name}\"")), "{name}");
        assert!(markdown.contains(&format!("](#threshold-{name})")), "{name} is told by a rule");
    }
    assert_eq!(markdown.matches("**Authority:**").count(), compiled.rules.len());
    assert!(markdown.contains("the values in force are those of 2007-03-31"));
}

#[test]
fn a_rule_stands_in_it_with_all_that_a_reader_asks() {
    let markdown = &*MARKDOWN;
    let start = markdown.find("<a id=\"rule-profile-does-not-sum\"></a>").expect("the rule");
    let end = markdown[start + 10..].find("<a id=\"rule-").map_or(markdown.len(), |at| start + 10 + at);
    insta::assert_snapshot!("chapter", &markdown[start..end]);
}

#[test]
fn its_examples_say_what_the_rule_says_now() {
    let folder = Folder::new("book");
    let path = format!("{}/made-up", folder.path());
    assert_eq!(plumb(&["new", "pack", &path]).code, 0);
    let printed = || plumb(&["explain", "--all", "--pack", &path, "--on", "2026-11-24"]).out;
    assert!(printed().contains("**error**, `Mentors` asks for £50,000.01, and the most"), "{}", printed());
    folder.change("made-up/thresholds.yaml", "value: \"£50,000\"", "value: \"£60,000\"");
    let now = printed();
    assert!(!now.contains("asks for £50,000.01") && now.contains("| £60,000.00 | 2006-04-01 |"), "{now}");
    assert!(now.contains("It lies between £0.00 and £10,000,000.00."), "{now}");
}

#[test]
fn the_page_is_well_formed_and_its_links_lead_somewhere() {
    let html = &*HTML;
    assert_eq!(badly_nested(html), None);
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">") && html.contains("<title>The rules of "));
    assert!(!html.contains("<script") && !html.contains("http"), "it needs nothing else");
    let known: BTreeSet<&str> = ids(html).into_iter().collect();
    assert_eq!(known.len(), ids(html).len(), "a name is given once");
    for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(known.contains(link.trim_start_matches('#')), "{link}");
    }
}

#[test]
fn what_somebody_wrote_is_no_mark_up() {
    let folder = Folder::new("book-mark-up");
    let path = format!("{}/made-up", folder.path());
    assert_eq!(plumb(&["new", "pack", &path]).code, 0);
    let evil = "<script>alert(1)</script> & \\\"x\\\" | \\u001b[31m";
    folder.change("made-up/pack.yaml", "What this pack is for is not yet said.", &format!("\"{evil}\""));
    folder.change("made-up/bid-over-the-most.rhai", "//! # A bid", "//! # A <b>bid</b> `a | b`");
    folder.change(
        "made-up/fixtures/bid-over-the-most/fails_a_penny_more.yaml",
        "title: Mentors",
        "title: \"</code><i>```\"",
    );
    for form in ["html", "markdown"] {
        let ran = plumb(&["explain", "--all", "--format", form, "--pack", &path]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(!ran.out.contains('\u{1b}') && !ran.out.contains("<script>alert"), "{}", ran.out);
        let inside = ran.out.replace("````", "");
        assert!(form == "markdown" || badly_nested(&inside).is_none(), "{:?}", badly_nested(&inside));
        let marked = ran.out.lines().any(|line| line.starts_with('#') && line.contains("<b>"));
        assert!(!marked, "{}", ran.out);
    }
}

#[test]
fn it_is_written_as_pages_in_place_of_an_earlier_one_and_of_nothing_else() {
    let folder = Folder::new("book-pages");
    let (out, pack) = (format!("{}/book", folder.path()), format!("{}/made-up", folder.path()));
    assert_eq!(plumb(&["new", "pack", &pack]).code, 0);
    assert_eq!(plumb(&["new", "rule", "another", "--subject", "fund", "--pack", &pack]).code, 0);
    // A rule that is called as the page of contents takes no place of it.
    assert_eq!(plumb(&["new", "rule", "index", "--subject", "fund", "--pack", &pack]).code, 0);
    let written = |form: &str| plumb(&["explain", "--all", "--format", form, "--pack", &pack, "--out", &out]);
    let ran = written("html");
    assert!(ran.code == 0 && ran.out.contains("begin with"), "{}{}", ran.out, ran.err);
    let names = |folder: &Folder| -> Vec<String> {
        entries(&folder.0.join("book"))
            .iter()
            .map(|it| it.file_name().expect("a name").to_string_lossy().into())
            .collect()
    };
    let pages = names(&folder);
    assert_eq!(pages, ["index.html", "rule-another.html", "rule-bid-over-the-most.html", "rule-index.html"]);
    for page in &pages {
        let html = fs::read_to_string(folder.0.join("book").join(page)).expect("a page");
        assert_eq!(badly_nested(&html), None, "{page}");
        for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
            assert!(pages.iter().any(|page| page == link), "{page}: {link}");
        }
    }
    assert_eq!(written("html").code, 0, "again, in its place");
    assert_eq!(names(&folder), pages);
    let ran = written("markdown");
    assert!(ran.code == 2 && ran.err.contains("name a folder that is not there"), "{}", ran.err);
    folder.write("book/notes.txt", "mine");
    let ran = written("html");
    assert!(ran.code == 2 && names(&folder).contains(&"notes.txt".to_owned()), "{}", ran.err);
    assert_eq!(entries(&folder.0).len(), 2, "nothing is left beside it");
}

#[test]
fn a_pack_that_is_built_in_has_its_examples_too() {
    let ran = plumb(&["explain", "--all", "--pack", SHIPPED, "--on", "2007-03-31"]);
    assert!(ran.code == 0 && ran.err.is_empty() && ran.out.contains("# Examples"), "{}", ran.err);
    assert_eq!(plumb(&["explain", "--format", "html"]).code, 2, "a form of what?");
    assert_eq!(plumb(&["explain", "--all", "ES1"]).code, 2);
}

#[test]
fn shells_are_told_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = plumb(&["completions", shell]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        for word in ["check", "explain-away", "completions"] {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
    }
    let help = plumb(&["completions", "--help"]).out;
    assert!(help.contains("bash-completion/completions/plumb") && help.contains("$PROFILE"), "{help}");
    assert_eq!(plumb(&["completions", "dos"]).code, 2);
}
