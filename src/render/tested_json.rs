//! What the fixtures of a pack came to, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{FindingJson, PlaceJson, finding, place};
use super::tested::{Row, Told, why};
use crate::authoring::coverage::{Part, Script};
use crate::authoring::mutants::Tried;
use crate::source::Sources;

/// The version of the form below: it changes when something is taken away or means something else.
const SCHEMA: &str = "plumbline/test/1";

/// What the fixtures of a pack came to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TestJson {
    /// The version of this form.
    pub schema: &'static str,
    /// The pack's name.
    pub pack: String,
    /// Whether all is as it should be.
    pub is_clean: bool,
    /// Every fixture.
    pub fixtures: Vec<FixtureJson>,
    /// What lies beside the fixtures and belongs to none.
    pub left_over: Vec<LeftOverJson>,
    /// The rules that do not load.
    pub broken: Vec<String>,
    /// What is wrong with the pack's files that are not scripts.
    pub problems: Vec<FindingJson>,
    /// The mistakes that were put into the rules on purpose; with `--mutants`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutants: Option<MutantsJson>,
    /// What the fixtures exercise of each script; with `--coverage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Vec<ScriptJson>>,
}

/// What one fixture came to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FixtureJson {
    /// The rule.
    pub rule: String,
    /// The fixture.
    pub fixture: String,
    /// Its file.
    pub file: String,
    /// `as before`, `new`, `changed`, `missing`, `noisy`, `wrong`, `nothing to judge`, `not read`, `no outcome`,
    /// `not loaded` or `no rule`.
    pub came: &'static str,
    /// Why it is not as it should be.
    pub why: Option<String>,
    /// What the rule says; where that is as before, nothing.
    pub said: Option<String>,
    /// Why it could not be read.
    pub problems: Vec<FindingJson>,
}

/// Something that belongs to no fixture.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOverJson {
    /// Its file.
    pub file: String,
    /// What is wrong with it, and what to do.
    pub why: String,
}

/// The mistakes that were put into rules on purpose.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MutantsJson {
    /// How many were tried.
    pub tried: usize,
    /// Those that no fixture noticed.
    pub unnoticed: Vec<FindingJson>,
    /// Those that no fixture noticed and that are allowed, each with the reason under `explained`.
    pub allowed: Vec<FindingJson>,
}

/// What the fixtures exercise of one script.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ScriptJson {
    /// A rule's id, or `lib/` and a file's stem.
    pub script: String,
    /// How many fixtures were run of it, or of the rules that call it.
    pub fixtures: usize,
    /// The verdicts that it can end with.
    pub endings: PartJson,
    /// The ways of its choices.
    pub branches: PartJson,
    /// The edges of its thresholds: at the value, and one step either side.
    pub edges: PartJson,
    /// What is not exercised.
    pub gaps: Vec<GapJson>,
    /// How many fixtures come through each line on which something is worked out.
    pub lines: Vec<LineJson>,
}

/// So many of so many.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PartJson {
    /// How many are exercised.
    pub exercised: usize,
    /// How many there are.
    pub of: usize,
}

/// Something that no fixture exercises.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GapJson {
    /// What is not done there.
    pub what: String,
    /// Where in the script.
    pub place: PlaceJson,
}

/// A line of a script.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LineJson {
    /// Its number, from 1.
    pub line: usize,
    /// How many fixtures come through it.
    pub fixtures: usize,
}

/// Everything as one JSON document.
///
/// # Panics
/// Never: the types hold nothing that cannot be written.
#[must_use]
pub fn json(told: &Told<'_>, sources: &Sources) -> String {
    let left_over = told.left_over.iter().map(|it| LeftOverJson { file: it.path.clone(), why: it.why.clone() });
    let json = TestJson {
        schema: SCHEMA,
        pack: told.pack.unwrap_or_default().to_owned(),
        is_clean: told.is_clean(),
        fixtures: told.rows.iter().map(|row| fixture(row, sources)).collect(),
        left_over: left_over.collect(),
        broken: told.broken.to_vec(),
        problems: told.problems.iter().map(|problem| finding(problem, sources)).collect(),
        mutants: told.tried.map(|tried| mutants(tried, sources)),
        coverage: told.coverage.map(|scripts| scripts.iter().map(|one| script(one, sources)).collect()),
    };
    serde_json::to_string_pretty(&json).expect("internal: a document that cannot be written") + "\n"
}

/// The schema of [`TestJson`], as JSON Schema.
///
/// # Panics
/// Never: a schema is plain data.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(TestJson);
    serde_json::to_string_pretty(&schema).expect("internal: a schema that cannot be written") + "\n"
}

fn fixture(row: &Row, sources: &Sources) -> FixtureJson {
    let why = why(row);
    FixtureJson {
        rule: row.fixture.rule.clone(),
        fixture: row.fixture.name.clone(),
        file: row.fixture.source.name().to_owned(),
        came: row.tested.came.word(),
        said: why.as_ref().and(row.tested.report.as_ref()).map(|_| row.said.clone()),
        why,
        problems: row.tested.problems.iter().map(|problem| finding(problem, sources)).collect(),
    }
}

fn mutants(tried: &Tried, sources: &Sources) -> MutantsJson {
    let all = |list: &[_]| list.iter().map(|one| finding(one, sources)).collect();
    MutantsJson { tried: tried.count, unnoticed: all(&tried.unnoticed), allowed: all(&tried.allowed) }
}

fn script(script: &Script, sources: &Sources) -> ScriptJson {
    let part = |part: Part| PartJson { exercised: part.of, of: part.all };
    ScriptJson {
        script: script.name.clone(),
        fixtures: script.fixtures,
        endings: part(script.endings),
        branches: part(script.branches),
        edges: part(script.edges),
        gaps: script.gaps.iter().map(|gap| GapJson { what: gap.text.clone(), place: place(gap.at, sources) }).collect(),
        lines: script.lines.iter().map(|(&line, &fixtures)| LineJson { line: line + 1, fixtures }).collect(),
    }
}
