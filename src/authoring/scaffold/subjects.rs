//! For each subject of rules a small example: a number of it to look at, and fixtures in which that number is in order, is
//! not, and is not known.
//!
//! They are the beginning of a rule that somebody writes, and know nothing of a pack: what they read, the agreement and the
//! return say themselves.

/// An example of one subject.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The subject, by its name in the table.
    pub subject: &'static str,
    /// What is looked at, in words: `the total of a bid`.
    pub called: &'static str,
    /// The number that is looked at, as a rule reads it.
    pub value: &'static str,
    /// Where a finding points to.
    pub at: &'static str,
    /// Whether it has to be nought; else it has to be more.
    pub is_nought: bool,
    /// The number that a trajectory expects, in the subject's own unit.
    pub own: &'static str,
    /// The money that an award pays.
    pub money: &'static str,
    /// A fixture, with `@` where the cases differ.
    pub fixture: &'static str,
    /// The name, behind the outcome, and what stands for `@`: in order, not in order, not known.
    pub cases: [(&'static str, &'static str); 3],
}

impl Example {
    /// Whether there is money in it that an award could pay.
    #[must_use]
    pub fn has_money(&self) -> bool {
        self.money != PLAIN.money
    }
}

/// The example of a subject.
#[must_use]
pub fn example(subject: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.subject == subject)
}

/// An amount that has to be more than nought.
const AMOUNTS: [(&str, &str); 3] = [("more_than_nought", "20000"), ("nought", "0"), ("not_known", "£ ?")];

/// A figure that has to be more than nought.
const FIGURES: [(&str, &str); 3] = [("more_than_nought", "4"), ("nought", "0"), ("not_known", "unknown")];

/// What an example has where it says nothing else.
const PLAIN: Example = Example {
    subject: "",
    called: "",
    value: "",
    at: "",
    is_nought: false,
    own: "0",
    money: "0",
    fixture: "",
    cases: AMOUNTS,
};

/// A subject whose amount or figure stands in one field.
const fn of(subject: &'static str, called: &'static str, value: &'static str, fixture: &'static str) -> Example {
    Example { subject, called, value, at: value, fixture, ..PLAIN }
}

/// The same, of an amount that is added up or awarded.
const fn money(example: Example) -> Example {
    Example { money: example.value, ..example }
}

/// The same, of a figure in its own unit.
const fn own(example: Example) -> Example {
    Example { own: example.value, cases: FIGURES, ..example }
}

/// The same, where what is added up stands at another place than its sum.
const fn at(at: &'static str, example: Example) -> Example {
    Example { at, ..example }
}

/// The same, of a number that has to be nought.
const fn nought(cases: [(&'static str, &'static str); 3], example: Example) -> Example {
    Example { is_nought: true, cases, ..example }
}

/// One of each subject, in the order of the table.
const EXAMPLES: &[Example] = &[
    at("line.parts", own(of("line", "what the figures of a line add up to", "line.parts.sum", LINES))),
    money(of("bid", "the total of a bid", "bid.total", BID)),
    at("tally.counted", own(of("tally", "what a line counts", "tally.counted.sum", TALLY))),
    money(of("release", "the amount of a release", "release.amount", RELEASE)),
    money(of("spending", "what was spent", "spending.actual", SPENDING)),
    at("column.cells", own(of("column", "what the figures of a column add up to", "column.cells.sum", LINES))),
    at(
        "table.twice",
        nought(TWICE, of("table", "the number of lines that are there twice", "table.twice.count", TABLE)),
    ),
    at("statement.told", own(of("statement", "the figure that a statement is about", "statement.told.sum", STATEMENT))),
    own(of("indicator", "the milestone of an indicator", "indicator.milestone", INDICATOR)),
    at("restatement.now", own(of("restatement", "the figure that holds now", "(restatement.now ?? 0)", RESTATEMENT))),
    at("block.offered", money(of("block", "what a fund offers a block", "block.offered.sum", BLOCK))),
    at("fund.asked", money(of("fund", "what is asked of a fund", "fund.asked.sum", BID))),
    Example { money: "measure.share", ..own(of("measure", "the figure of a measure", "measure.actual", MEASURE)) },
    own(of("interim", "the interim level of a measure", "interim.level", INTERIM)),
    money(of("reward_target", "the share of a reward target", "reward_target.share", REWARD)),
    money(of("movement", "the amount of a movement", "movement.amount", LOAN)),
    at("loan.spent", money(of("loan", "what a loan was spent on", "loan.spent.sum", LOAN))),
    at(
        "submission.unreported",
        nought(
            UNREPORTED,
            of(
                "submission",
                "the number of indicators that a return says nothing of",
                "submission.unreported.count",
                SUBMISSION,
            ),
        ),
    ),
    money(of("agreement", "the pot of an agreement", "agreement.pot", REWARD)),
    at("instalment.paid", money(of("instalment", "what was paid of an instalment", "(instalment.paid ?? 0)", PAID))),
    money(of("portion", "the instalment that a portion is of", "portion.paid", PAID)),
    money(of("repayment", "what of a loan is not repaid", "repayment.principal", REPAYMENT)),
];

const LINES: &str = "\
submission:
  tables:
    - name: risk summary
      holds: lines
      line: block
      figures: [green]
      rows:
        - { block: Safer, green: @ }
";

const BID: &str = "\
agreement:
  funds: [{ id: pump, name: pump-priming }]
submission:
  bids:
    - { fund: pump, title: Mentors, total: @ }
";

const TALLY: &str = "\
submission:
  tables:
    - name: risk summary
      holds: lines
      line: block
      counts: ratings
      figures:
        - { column: green, before: green before, part_of: ratings }
      rows:
        - { block: Safer, green: @, green before: 4 }
";

const RELEASE: &str = "\
agreement:
  funds: [{ id: pump, name: pump-priming, holder: Northshire }]
submission:
  releases:
    - { fund: pump, for: Mentors, recipient: Eastmoor DC, amount: @, released_on: 2006-10-02 }
";

const SPENDING: &str = "\
agreement:
  funds: [{ id: pump, name: pump-priming, holder: Northshire }]
submission:
  spending:
    - { fund: pump, for: Mentors, recipient: Eastmoor DC, actual: @ }
";

const TABLE: &str = "\
submission:
  tables:
    - name: risk summary
      holds: lines
      line: block
      figures: [green]
      rows:
        - { block: Safer, green: 4 }
        - @
";

const TWICE: [(&str, &str); 3] = [
    ("each_line_once", "{ block: Stronger, green: 3 }"),
    ("a_line_twice", "{ block: Safer, green: 4 }"),
    ("a_line_is_unreadable", "Safer"),
];

const STATEMENT: &str = "\
submission:
  tables:
    - name: risk summary
      holds: lines
      line: block
      figures: [green]
      rows:
        - { block: Safer, green: @ }
  statements:
    - { text: outcomes that are green, value: 4, about: { table: risk summary, column: green } }
";

const INDICATOR: &str = "\
agreement:
  indicators:
    - { id: A1, name: New businesses, unit: number, milestones: [{ by: 2006-07, value: @ }] }
submission:
  observations: [{ indicator: A1, value: 3 }]
";

const RESTATEMENT: &str = "\
agreement:
  indicators: [{ id: A1, name: New businesses, unit: number }]
submission:
  restatements: [{ indicator: A1, period: 2006-07 Q2, was: 3, now: @, why: counted again }]
";

const BLOCK: &str = "\
agreement:
  funds: [{ id: match, name: the match fund, holder: Northshire }]
submission:
  contributions:
    - { fund: match, block: Safer, contributor: Northshire, amount: @ }
";

const MEASURE: &str = "\
agreement:
  reward:
    pot: 100000
    targets:
      - { id: RG1, measures: [{ id: M1, unit: number, polarity: higher, without: 1, with: 9 }] }
submission:
  observations: [{ measure: M1, value: @ }]
";

const INTERIM: &str = "\
agreement:
  reward:
    pot: 100000
    targets:
      - { id: RG1, measures: [{ id: M1, unit: number, polarity: higher, without: 0, with: 9, interim: @ }] }
submission:
  observations: [{ measure: M1, value: 5 }]
";

const REWARD: &str = "\
agreement:
  reward:
    pot: @
    targets:
      - { id: RG1, measures: [{ id: M1, unit: number, polarity: higher, without: 1, with: 9 }] }
submission:
  observations: [{ measure: M1, value: 5 }]
";

const LOAN: &str = "\
agreement:
  loans:
    - { id: county, name: county loan, rates: [{ from: 2006-04-01, rate: 4.5% }] }
submission:
  cash_flow:
    - { loan: county, on: 2006-10-02, what: spend, amount: @ }
";

const SUBMISSION: &str = "\
agreement:
  indicators:
    - { id: A1, name: New businesses, unit: number }
    - { id: A2, name: Visitors, unit: number }
submission:
  observations:
    - { indicator: A1, value: 4 }
    @
";

const UNREPORTED: [(&str, &str); 3] = [
    ("all_are_reported", "- { indicator: A2, value: 3 }"),
    ("one_is_not_reported", "# nothing of A2"),
    ("an_observation_is_unreadable", "- three"),
];

const PAID: &str = "\
agreement:
  reward:
    pot: 100000
    targets:
      - { id: RG1, measures: [{ id: M1, unit: number, polarity: higher, without: 1, with: 9 }] }
    payments:
      - { id: the instalment, on: 2006-10-02, paid: @ }
submission:
  observations: [{ measure: M1, value: 5 }]
";

const REPAYMENT: &str = "\
agreement:
  reward:
    pot: 100000
    targets:
      - { id: RG1, measures: [{ id: M1, unit: number, polarity: higher, without: 1, with: 9 }] }
    payments:
      - { id: the instalment, on: 2007-04-02 }
  loans:
    - { id: county, name: county loan, rates: [{ from: 2006-04-01, rate: 4.5% }] }
submission:
  observations: [{ measure: M1, value: 5 }]
  cash_flow:
    - { loan: county, on: 2006-10-02, what: spend, amount: @ }
";
