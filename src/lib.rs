//! Plumbline judges the returns of outcome agreements by rules that are scripts: text in, report out.
//!
//! # The way through the house
//!
//! ```text
//!  paths ─cli/files─▶ Source ─document─▶ Node ─intake─▶ Agreement, Submission ─┐
//!                       │                  │                                   ▼
//!                       └── scripts ──▶ pack ─▶ Pack ─engine─▶ compiled ────▶ judge ─▶ Report ─▶ render ─▶ text
//! ```
//!
//! | module | what it is for |
//! |---|---|
//! | [`source`] | texts that were read, and places in them; line and column only there |
//! | [`number`] | exact fractions and the named roundings |
//! | [`diagnostic`] | what is wrong, as data |
//! | [`document`] | one spanned tree that YAML and CSV become; gaps told apart |
//! | [`model`] | the domain: agreement, return, and the arithmetic that has a name |
//! | [`pack`] | a rule pack as written: scripts as text, dated thresholds |
//! | [`intake`] | tree → agreement, return; every problem of reading said |
//! | [`verdict`] | what judging gives, as data |
//! | [`engine`] | scripts → typed form → verdicts with evidence |
//! | [`judge`] | the only loop over rules |
//! | [`lint`] | what is wrong with a pack, seen without a return; the pages of all codes |
//! | [`explain`] | what was judged, asked by subject or by place |
//! | [`diff`] | what a change of rules or of a return comes to, and what made each verdict turn |
//! | [`tune`] | what would turn a verdict: thresholds and cells moved, exactly |
//! | [`authoring`] | what rule authors work with: fixtures, snapshots of what is said of them, what they exercise and would notice |
//! | [`render`] | reports and problems as text |
//! | [`cli`] | the commands; the only place that opens files |
//!
//! A module uses only what stands above it in this table; a test says so.
//!
//! # What holds everywhere
//!
//! - No binary float, and no rounding that has no name. A number is a fraction ([`number::Exact`]) from the text of the
//!   file to the last penny.
//! - Everything carries its place: a [`source::Span`] in bytes, into the return, the agreement, the script or the
//!   thresholds.
//! - Reading never stops at the first problem. What could not be read stays in place as unreadable
//!   ([`document::Why`]), so that a rule about it is undecided because of it, once.
//! - A user's mistake is a [`diagnostic::Diagnostic`], the environment's is a `Result`, ours is a panic with `internal:`.
//! - The library knows no clock, locale, environment or network. Same input, same bytes out. (`cli/today.rs` alone asks
//!   the clock, to date what a person writes down.)
//! - What a council could set otherwise is in the pack, never in Rust. Arithmetic that has a name is a function or a field
//!   that rules call.
//!
//! # Reading order
//!
//! [`judge::judge`] is the whole in one page. Then a rule in `rules/`, the table it is written in ([`engine::table`]), how
//! it is lowered ([`engine::lower`]) and evaluated ([`engine::evaluate`]).
//!
//! # Decisions that differ from the first plan
//!
//! - *Sums that may be incomplete are parts with fields* (`bid.years.sum`, `.known_part`, `.at_most`) rather than a special
//!   form `known_part(x)`: so rhai's own interpreter, which evaluates an argument before the call, can be held to the same
//!   meaning without exceptions.
//! - *A function body is parsed by itself*, with blanks in place of what stands before it, rather than fished out of the
//!   tree of the whole file: each function's first error is found, and rhai's order of functions does not matter.
//! - *rhai's tree becomes a syntax tree of our own first* ([`engine::syntax`]), so that rhai is named in one folder and the
//!   reference, and the lowering reads like the language.
//! - *The gap of a verdict is passed on*: a rule that reads an undecided verdict is undecided because of the cells that
//!   verdict lacked, not because of the verdict.
//! - *A finding is explained by the values that its rule read* ([`verdict::Judgement::value`]), as a person reads them,
//!   and by a digest of the cells beneath sums, however these are written: so that neither another layout nor another
//!   order of rows makes an explanation stale, and every other figure does.
//! - *One mistake, one finding, by the cells and the amount*: a finding joins an earlier one that shares a cell with it and is
//!   off by as much ([`judge`]). Nothing is said of lines, columns and statements in that, and rules only say by how much
//!   they are off.
//! - *A comparison that cannot come out otherwise is said where it stands* ([`lint`]), with what its sides can be there, and
//!   not where the branch begins that it leads to: one mistake, one finding. A branch is said only where no comparison is.
//! - *What is known of a sum can decide*: a rule about a total compares the known part first, so that a blank elsewhere
//!   hides no excess.
//! - *A date is the number of its day* where rules calculate and compare, so that every lens sees what is done with it as it
//!   sees numbers ([`model::day`]).
//! - *What several ways of a rule lead to is lowered once*, with what is proved on all of them: a rule of many guards is as
//!   long as it is written. To lower it for each way by itself as well would find nothing more: what is proved on some ways
//!   only is said to be missing on the others ([`engine::lower`]).
//! - *A difference of two figures has a unit of its own*, so that 3.6 between two percentages is shown as points.
//! - *A lens also decides what it sees of a thing with fields* ([`engine::lens`]): the tuner sees each in three scenes that differ
//!   in the input alone, and so how a field that Rust works out depends on it; no field declares a slope. Conditions are kept by
//!   the same evaluator, as true statements, where a lens wants them.
//! - *Earlier verdicts are read through a ledger* ([`engine::scene::Ledger`]): the judge's holds what was decided, the tuner's how
//!   that runs along the values of an input, so that a threshold is followed through every verdict that rests on it.
//! - *What is below nought has a true minus where persons read it*, and a hyphen where programs do ([`number::MINUS`]): the one
//!   function that shows a number puts it there, and whoever writes either is read alike.
//! - *What several ways of a rule lead to is one node* of the typed form, lowered with what is proved on all of them; a walk
//!   meets it once ([`engine::walk`]).
//! - *A fraction is of machine words as long as it fits* ([`number`]): which of the two it is shows in nothing but time.
//! - *A refresh is a list of whole definitions from a day*: an agreement is taken as it stands on the last day of a return's
//!   period ([`model::agreement`]) before the return is read, so that neither intake nor a rule asks which definition holds, and
//!   an earlier return keeps the one that it was read under.
//! - *Earlier returns are a part of the scene* ([`engine::scene`]), each with the agreement as it stood: what was said then is
//!   a field of today's subject, with its place in the earlier file. Rules about earlier returns do not run again.
//! - *A subject may have a day of its own* (an instalment: the day of payment), at which its thresholds are read.
//! - *An instalment pays up to what is due by its day*, less what was paid before, so that instalments make their whole to the
//!   penny whatever their sizes. What was paid is a fact that the agreement states, and is not worked out again.
//! - *A loan is a list of dated movements*: interest is worked out on each for itself, which is simple interest on the balance;
//!   the rates are the agreement's, who is repaid first is the pack's.
//! - *A pace is held against the path* ([`model::path`]): where a figure leads is told by the part that is gone of the way that
//!   was due by now, which on a straight path is the rate so far, and which does not call slow what is planned to quicken.
//! - *A verdict may tell numbers beside its own* ([`verdict::Tells`]); they are put on it as labels are, and what is absent is
//!   not told. The tuner follows them as it follows the number of the verdict.
//! - *Growth is simple, not compound*, so that the preset that measures it is exact. By no preset is the better of two figures
//!   rated worse, and a law of the tests says so.
//! - *What a change reaches is seen, not declared* ([`judge::again`]): each verdict is kept with those that it read, and its rule
//!   runs anew when one of them, its own text or one of its thresholds is another.
//! - *An edition gives a threshold of its base values, and nothing else* ([`pack::edition`]): they follow the base's, so that an
//!   edition says what holds from its day on. A whole definition for each that moves would say the days before anew.
//! - *What an edition's base says of itself is not said of the edition* ([`lint`]): its lint is what the two differ by.
//! - *Advice is a mark on a finding, not a severity* ([`diagnostic::Diagnostic::advises`]): an advisory error is seen as the
//!   error that it would be, and counts nowhere else. It hides no other finding.
//! - *Which pack judges a return is known from its period's end*, before anything else of it is read; a refresh names the
//!   edition that holds from its day. Earlier returns are history, and are not judged again.
//! - *Causes are found by making the edits one at a time* ([`diff`]): each alone on the base, and each left out of the head. So
//!   a cause is never read out of a text, and edits that only load or only turn something together are said to.
//! - *A snapshot names the files that a finding rests on, and no lines of them*: a line that is added to the thresholds is no
//!   change of what a rule says. It names them by their place in the pack, so that a copy says what the original says.
//! - *Where two packs keep their snapshots in one folder, neither writes there*: whose it is no name could tell, as a copy bears
//!   the original's.
//! - *The fixtures of a pack that is built in are built in, too*, and their snapshots are not: these are what its rules say.
//! - *A threshold's value is put into its file as text* ([`authoring`]), and what was written is read back and must be the
//!   thresholds that were meant: else nothing is written. What accepts a change records it in the pack's CHANGELOG first, and
//!   moves the thresholds last, so that to repeat what was broken off finishes it. All of it is made ready beside its place before
//!   the first is put there; what stands ready beside a snapshot tells that its acceptance was broken off.
//! - *A fixture about the edge of a threshold states the value that it is about*, so that moving the value in force moves words
//!   and no verdicts of the tests.
//! - *A save is answered by what it reaches*: what no change reaches is the very same in memory (`verdict::Report::judgements`),
//!   also of the awards when all is met, and scripts are compiled anew only where more than the values of thresholds changed.
//! - *Alternatives to a threshold are tried on the days on which it has a value*: moving it never gives one to a day without.

pub mod authoring;
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod engine;
pub mod explain;
pub mod intake;
pub mod judge;
pub mod lint;
pub mod model;
pub mod number;
pub mod pack;
pub mod render;
pub mod source;
pub mod tune;
pub mod verdict;
