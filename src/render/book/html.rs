//! Blocks as one page of HTML that needs nothing else: no script, no other file, and good to print.

use std::fmt::Write;

use jiff::civil::Date;

use super::Links;
use super::blocks::{Bit, Block};
use crate::render::safe::safe;

const STYLE: &str = include_str!("style.css");

/// A page. What was written by somebody is text in it, and no mark-up.
pub fn written(title: &str, blocks: &[Block], links: Links) -> String {
    let title = escaped(title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    for one in blocks {
        block(&mut out, one, links);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn block(out: &mut String, block: &Block, links: Links) {
    let _ = match block {
        Block::Heading(level, target, bits) => {
            let id = target.as_ref().map(|target| format!(" id=\"{}\"", escaped(&target.id()))).unwrap_or_default();
            writeln!(out, "<h{level}{id}>{}</h{level}>", line(bits, links))
        }
        Block::Text(bits) => writeln!(out, "<p>{}</p>", line(bits, links)),
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|item| format!("<li>{}</li>\n", line(item, links))).collect();
            writeln!(out, "<ul>\n{}</ul>", items.concat())
        }
        Block::Table(caption, head, rows) => {
            out.push_str("<table>\n");
            if !caption.is_empty() {
                let _ = writeln!(out, "<caption>{}</caption>", line(caption, links));
            }
            let head: Vec<String> =
                head.iter().map(|head| format!("<th scope=\"col\">{}</th>", escaped(head))).collect();
            let _ = writeln!(out, "<thead><tr>{}</tr></thead>\n<tbody>", head.concat());
            for row in rows {
                let cells: String = row.iter().enumerate().map(|(at, cell)| self::cell(at, cell, links)).collect();
                let _ = writeln!(out, "<tr>{cells}</tr>");
            }
            writeln!(out, "</tbody>\n</table>")
        }
        Block::Code(text) => {
            let text: Vec<String> = text.lines().map(escaped).collect();
            writeln!(out, "<pre><code>{}</code></pre>", text.join("\n"))
        }
    };
}

/// The first cell of a row is what the row is about. A date is marked as one, and so is not broken at its hyphens.
fn cell(at: usize, bits: &[Bit], links: Links) -> String {
    let text = line(bits, links);
    let text = if text.parse::<Date>().is_ok() { format!("<time>{text}</time>") } else { text };
    if at == 0 { format!("<th scope=\"row\">{text}</th>") } else { format!("<td>{text}</td>") }
}

fn line(bits: &[Bit], links: Links) -> String {
    let bit = |bit: &Bit| match bit {
        Bit::Plain(text) => escaped(text),
        Bit::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
        Bit::Code(text) => format!("<code>{}</code>", escaped(text)),
        Bit::Link(target, text) => format!("<a href=\"{}\">{}</a>", escaped(&links.to(target)), escaped(text)),
    };
    bits.iter().map(bit).collect()
}

fn escaped(text: &str) -> String {
    safe(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
