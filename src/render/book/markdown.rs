//! Blocks as Markdown.

use std::fmt::Write;

use super::Links;
use super::blocks::{Bit, Block};
use crate::render::safe::safe;

/// A text in Markdown. What was written by somebody can make no mark-up of its own.
pub fn written(blocks: &[Block], links: Links) -> String {
    let mut out = String::new();
    for block in blocks {
        let _ = match block {
            Block::Heading(level, target, bits) => {
                // A heading's own name differs from renderer to renderer.
                let place = target.as_ref().map(|target| format!("<a id=\"{}\"></a>\n\n", target.id()));
                writeln!(out, "{}{} {}\n", place.unwrap_or_default(), "#".repeat(*level), line(bits, links))
            }
            Block::Text(bits) => writeln!(out, "{}\n", line(bits, links)),
            Block::List(items) => {
                let items: String = items.iter().map(|item| format!("- {}\n", line(item, links))).collect();
                writeln!(out, "{items}")
            }
            Block::Table(caption, head, rows) => {
                let caption = if caption.is_empty() { String::new() } else { format!("{}\n\n", line(caption, links)) };
                let _ = writeln!(out, "{caption}| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
                for row in rows {
                    let cells: Vec<String> = row.iter().map(|cell| line(cell, links).replace('|', "\\|")).collect();
                    let _ = writeln!(out, "| {} |", cells.join(" | "));
                }
                writeln!(out)
            }
            Block::Code(text) => {
                let fence = "`".repeat(longest_run(text).max(2) + 1);
                let text: String = text.lines().map(|line| format!("{}\n", safe(line))).collect();
                writeln!(out, "{fence}yaml\n{text}{fence}\n")
            }
        };
    }
    out.trim_end().to_owned() + "\n"
}

/// The most backticks that stand side by side.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn line(bits: &[Bit], links: Links) -> String {
    let bit = |bit: &Bit| match bit {
        Bit::Plain(text) => escaped(text),
        Bit::Strong(text) => format!("**{}**", escaped(text)),
        Bit::Code(text) => {
            let ticks = "`".repeat(longest_run(text) + 1);
            let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
            format!("{ticks}{pad}{}{pad}{ticks}", safe(text))
        }
        Bit::Link(target, text) => format!("[{}]({})", escaped(text), links.to(target)),
    };
    bits.iter().map(bit).collect()
}

/// A text whose letters mean nothing but themselves.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in safe(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '*' | '`' | '[' | ']' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
