//! What the fixtures of a pack exercise, drawn on its scripts: beside each line how many fixtures come through it, under it
//! what none of them does.

use std::fmt::Write;

use super::paint::{Paint, paint};
use super::safe::safe;
use super::terminal::Look;
use super::tested::some;
use crate::authoring::coverage::{Gap, Part, Script};

/// The scripts of which something is not exercised; then a line a script, and the sums.
#[must_use]
pub fn drawn(scripts: &[Script], look: Look) -> String {
    let mut out: String =
        scripts.iter().filter(|script| !script.gaps.is_empty()).map(|script| script_drawn(script, look)).collect();
    let wide = scripts.iter().map(|script| script.name.chars().count()).max().unwrap_or_default();
    let mut sums = [Part::default(); 3];
    for script in scripts {
        let parts = [script.endings, script.branches, script.edges];
        out.push_str(&line(&script.name, wide, parts, script.fixtures, look));
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum = Part { of: sum.of + part.of, all: sum.all + part.all };
        }
    }
    let [endings, branches, edges] = sums.map(|part| format!("{} of {}", part.of, part.all));
    let _ = writeln!(out, "\nexercised: {endings} endings, {branches} branches, {edges} edges\n");
    out
}

/// `rule  endings 3/3  branches 7/8  edges 5/6  12 fixtures`
fn line(name: &str, wide: usize, parts: [Part; 3], fixtures: usize, look: Look) -> String {
    let mut line = format!("{}{:2$}", safe(name), "", wide - name.chars().count());
    for (what, part) in ["endings", "branches", "edges"].into_iter().zip(parts) {
        let counts = format!("{}/{}", part.of, part.all);
        let colour = if part.of == part.all { Paint::Green } else { Paint::Red };
        let shown = if part.all == 0 { paint("–", Paint::Dim, look) } else { paint(&counts, colour, look) };
        let blanks = " ".repeat(5_usize.saturating_sub(if part.all == 0 { 1 } else { counts.len() }));
        let _ = write!(line, "  {what} {shown}{blanks}");
    }
    format!("{line}  {}\n", some(fixtures, "fixture"))
}

/// A script without its page, each line with its count.
fn script_drawn(script: &Script, look: Look) -> String {
    let mut out = format!("{}\n", paint(&safe(script.source.name()), Paint::Bold, look));
    let starts = script.source.line_starts();
    let lines: Vec<&str> = script.source.text().lines().collect();
    let page = lines.iter().take_while(|line| line.starts_with("//!") || line.trim().is_empty()).count();
    let wide = lines.len().to_string().len();
    let many = script.lines.values().max().map_or(1, |most| most.to_string().len()).max(1);
    for (at, text) in lines.iter().enumerate().skip(page) {
        let (count, colour) = match script.lines.get(&at) {
            None => (String::new(), Paint::Dim),
            Some(0) => ("✗".to_owned(), Paint::Red),
            Some(count) => (count.to_string(), Paint::Green),
        };
        let blanks = " ".repeat(many - count.chars().count());
        let count = paint(&count, colour, look);
        let number = paint(&format!("{:wide$} │", at + 1), Paint::Dim, look);
        let _ = writeln!(out, "{}", format!("{blanks}{count}  {number} {}", safe(text.trim_end())).trim_end());
        let end = starts.get(at + 1).copied().unwrap_or(script.source.text().len());
        let here = script.gaps.iter().filter(|gap| (starts[at]..end).contains(&gap.at.start()));
        for gap in here {
            let margin = " ".repeat(many + 2 + wide);
            out.push_str(&underlined(
                gap,
                text,
                starts[at],
                &format!("{margin} {}", paint("·", Paint::Dim, look)),
                look,
            ));
        }
    }
    out + "\n"
}

/// What is not done, behind a line under the part of the script that does not do it.
fn underlined(gap: &Gap, line: &str, start: usize, margin: &str, look: Look) -> String {
    let from = gap.at.start() - start;
    let to = (gap.at.end() - start).min(line.trim_end().len());
    let characters = |text: &str| text.chars().count();
    let (before, under) = (characters(&line[..from]), characters(&line[from..to]).max(1));
    format!(
        "{margin} {}{}\n",
        " ".repeat(before),
        paint(&format!("{} {}", "─".repeat(under), safe(&gap.text)), Paint::Red, look)
    )
}
