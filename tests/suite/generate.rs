//! Made-up rules and returns, the same for the same seed. Rules are well-typed by construction, and use every construct of
//! the dialect; returns have gaps of every sort.

use std::fmt::Write;

/// A source of choices.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678))
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).expect("small")
    }

    /// One of several.
    pub fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

/// What a rule about a subject can read.
struct Subject {
    head: &'static str,
    money: &'static [&'static str],
    optional_money: &'static [&'static str],
    percent: &'static [&'static str],
    own: &'static [&'static str],
    texts: &'static [&'static str],
    words: &'static [(&'static str, &'static [&'static str])],
    optional_words: &'static [(&'static str, &'static [&'static str])],
    dates: &'static [&'static str],
    optional_dates: &'static [&'static str],
    labels: &'static [&'static str],
}

const SUBJECTS: &[Subject] = &[
    Subject {
        head: "fn check(bid, limits)",
        money: &[
            "bid.total",
            "bid.years.sum",
            "bid.years.known_part",
            "bid.years.at_most",
            "bid.released.sum",
            "bid.released.known_part",
            "bid.of_fund.asked.known_part",
        ],
        optional_money: &["bid.shared_amount", "bid.shared_back", "bid.of_fund.ceiling"],
        percent: &[],
        own: &[],
        texts: &["bid.name", "bid.title"],
        words: &[],
        optional_words: &[
            ("bid.status", &["submitted", "no_bid", "awaited", "granted", "refused"]),
            ("bid.money", &["capital", "revenue"]),
        ],
        dates: &[],
        optional_dates: &[],
        labels: &["bid.total", "bid.years", "bid.status", "bid.reward_target", "bid", "bid.shared_back"],
    },
    Subject {
        head: "fn check(fund, limits)",
        money: &[
            "fund.committed.sum",
            "fund.committed.known_part",
            "fund.asked.sum",
            "fund.asked.known_part",
            "fund.granted.known_part",
            "fund.released.sum",
            "fund.expected_underspend.sum",
        ],
        optional_money: &["fund.ceiling"],
        percent: &[],
        own: &[],
        texts: &["fund.name"],
        words: &[("fund.basis", &["pooled", "aligned"])],
        optional_words: &[("fund.only_for", &["reward_targets", "other_outcomes"])],
        dates: &[],
        optional_dates: &[],
        labels: &["fund.ceiling", "fund.committed"],
    },
    Subject {
        head: "fn check(block, limits)",
        money: &[
            "block.offered.sum",
            "block.matched(limits.kinds, limits.sure, limits.ties).sum",
            "block.matched(limits.kinds, limits.sure, limits.ties).known_part",
            "block.matched(limits.kinds, limits.sure, limits.ties).at_most",
        ],
        optional_money: &[],
        percent: &[],
        own: &[],
        texts: &["block.name"],
        words: &[],
        optional_words: &[],
        dates: &[],
        optional_dates: &[],
        labels: &["block.offered", "block.matched(limits.kinds, limits.sure, limits.ties)"],
    },
    Subject {
        head: "fn check(release, limits)",
        money: &["release.amount", "release.of_fund.released.known_part"],
        optional_money: &["release.of_fund.ceiling"],
        percent: &[],
        own: &[],
        texts: &["release.name", "release.recipient"],
        words: &[("release.of_fund.basis", &["pooled", "aligned"])],
        optional_words: &[("release.money", &["capital", "revenue"])],
        dates: &["release.released_on", "release.protocol_signed", "release.budget_profiled"],
        optional_dates: &[],
        labels: &["release.amount", "release.budget_day", "release"],
    },
    Subject {
        head: "fn check(spending, limits)",
        money: &[
            "spending.profiled",
            "spending.actual",
            "spending.budget",
            "spending.forecast",
            "spending.released.at_most",
            "spending.released.sum",
        ],
        optional_money: &["spending.of_fund.ceiling"],
        percent: &[],
        own: &[],
        texts: &["spending.name", "spending.recipient"],
        words: &[],
        optional_words: &[("spending.money", &["capital", "revenue"])],
        dates: &[],
        optional_dates: &[],
        labels: &["spending.actual", "spending.note", "spending"],
    },
    Subject {
        head: "fn check(measure, limits)",
        money: &["measure.share"],
        optional_money: &[],
        percent: &["measure.share_of_stretch"],
        own: &["measure.actual", "measure.without_agreement", "measure.with_agreement", "measure.stretch"],
        texts: &["measure.name"],
        words: &[("measure.polarity", &["higher", "lower"])],
        optional_words: &[],
        dates: &[],
        optional_dates: &[],
        labels: &["measure.actual", "measure.polarity"],
    },
    Subject {
        head: "fn check(indicator, limits)",
        money: &[],
        optional_money: &[],
        percent: &[],
        own: &[
            "indicator.milestone",
            "indicator.line",
            "indicator.baseline",
            "indicator.profiled",
            "indicator.goal",
            "(indicator.actual ?? indicator.start)",
            "(indicator.projected ?? indicator.target)",
            "(indicator.trajectory.outturn ?? indicator.trajectory.expected)",
        ],
        texts: &["indicator.name"],
        words: &[("indicator.path", &["linear", "stepped", "profiled"]), ("indicator.polarity", &["higher", "lower"])],
        optional_words: &[("indicator.given_band", &["green", "amber", "red", "not_available", "refresh"])],
        dates: &[],
        optional_dates: &["indicator.as_at"],
        labels: &["indicator.actual", "indicator.given_band", "indicator.milestone", "indicator.as_at"],
    },
    Subject {
        head: "fn check(statement, limits)",
        money: &[],
        optional_money: &[],
        percent: &[],
        own: &["statement.told.sum"],
        texts: &["statement.name"],
        words: &[],
        optional_words: &[],
        dates: &["statement.named_day", "statement.day_before"],
        optional_dates: &[],
        labels: &["statement.named_day", "statement.day_before"],
    },
    Subject {
        head: "fn check(submission, limits)",
        money: &[],
        optional_money: &[],
        percent: &[],
        own: &[],
        texts: &["submission.name"],
        words: &[],
        optional_words: &[],
        dates: &["submission.first_day", "submission.last_day"],
        optional_dates: &[],
        labels: &["submission.last_day", "submission"],
    },
];

/// What a made-up trajectory can read: what a check of an indicator can, but for what it decides itself.
const WAY: Subject = Subject {
    head: "fn trajectory(indicator, limits)",
    money: &[],
    optional_money: &[],
    percent: &[],
    own: &[
        "indicator.milestone",
        "indicator.line",
        "(indicator.actual ?? indicator.goal)",
        "(indicator.actual ?? indicator.start) * limits.cap",
        "(indicator.projected ?? indicator.baseline)",
    ],
    texts: &["indicator.name"],
    words: &[("indicator.path", &["linear", "stepped", "profiled"]), ("indicator.polarity", &["higher", "lower"])],
    optional_words: &[],
    dates: &[],
    optional_dates: &["indicator.as_at"],
    labels: &["indicator.actual", "indicator.milestone"],
};

/// A rule that says where an indicator should be, and where it leads.
pub fn trajectory_text(dice: &mut Dice) -> String {
    let mut writer = Writer { dice, subject: &WAY, names: 0, money: Vec::new(), dates: Vec::new(), flags: Vec::new() };
    let mut text = format!("//! # Made up\n{} {{\n", WAY.head);
    for _ in 0..1 + writer.dice.roll(3) {
        let (flag, end) = (writer.flag(1), writer.way());
        let _ = writeln!(text, "    if {flag} {{ return {end}; }}");
    }
    let end = writer.way();
    let _ = writeln!(text, "    {end}\n}}");
    text
}

/// The words of the thresholds' bands.
const BANDS: &[&str] = &["red", "amber", "green"];

/// A rule.
pub fn rule_text(dice: &mut Dice) -> String {
    let subject = &SUBJECTS[dice.roll(SUBJECTS.len())];
    let mut writer = Writer { dice, subject, names: 0, money: Vec::new(), dates: Vec::new(), flags: Vec::new() };
    let mut text = format!("//! # Made up\n{} {{\n", subject.head);
    for _ in 0..writer.dice.roll(5) {
        let statement = writer.statement();
        let _ = writeln!(text, "    {statement}");
    }
    let end = writer.tail(2);
    let _ = writeln!(text, "    {end}\n}}\nfn twice(x) {{ x + x }}\nfn larger(x, y) {{ if x > y {{ return x; }} y }}");
    text
}

struct Writer<'d> {
    dice: &'d mut Dice,
    subject: &'static Subject,
    names: usize,
    money: Vec<String>,
    dates: Vec<String>,
    flags: Vec<String>,
}

impl Writer<'_> {
    fn statement(&mut self) -> String {
        self.names += 1;
        let name = format!("v{}", self.names);
        match self.dice.roll(8) {
            0 => {
                let value = self.money(2);
                self.money.push(name.clone());
                format!("let {name} = {value};")
            }
            5 => {
                let value = self.date(2);
                self.dates.push(name.clone());
                format!("let {name} = {value};")
            }
            6 => self.block_with_names(name),
            7 => {
                let (on, words) = (self.banded(), self.dice.pick(BANDS));
                let (one, other, end) = (self.flag(1), self.flag(1), self.verdict());
                format!(
                    "switch {on} {{ \"{words}\" => if {one} {{ return {end}; }} _ => if {other} {{ return {end}; }} }}"
                )
            }
            1 => {
                let value = self.flag(2);
                self.flags.push(name.clone());
                format!("let {name} = {value};")
            }
            2 => {
                let (flag, inner, end) = (self.flag(1), self.flag(1), self.verdict());
                format!("if {flag} {{ if {inner} {{ return {end}; }} }}")
            }
            _ => {
                let (flag, end) = (self.flag(2), self.verdict());
                format!("if {flag} {{ return {end}; }}")
            }
        }
    }

    /// A block that falls through, with a name of its own, which may be that of a value outside.
    fn block_with_names(&mut self, name: String) -> String {
        let name = self.money.first().filter(|_| self.dice.roll(2) == 0).cloned().unwrap_or(name);
        let (flag, value, known) = (self.flag(1), self.money(1), self.money.len());
        self.money.push(name.clone());
        let (inner, end) = (self.flag(1), self.verdict());
        self.money.truncate(known);
        format!("if {flag} {{ let {name} = {value}; if {inner} {{ return {end}; }} }}")
    }

    /// A date; where the subject has none, out of thresholds.
    fn date(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.dice.roll(6) {
                0 => "limits.start".to_owned(),
                1 if !self.dates.is_empty() => self.dates[self.dice.roll(self.dates.len())].clone(),
                2 => format!("limits.on({}).start", if self.dice.roll(2) == 0 { self.date(0) } else { self.day() }),
                _ => self.day(),
            };
        }
        let one = self.date(depth - 1);
        match self.dice.roll(6) {
            0 => format!("({one} + {})", self.days(depth - 1)),
            1 => format!("({one} - {})", self.days(depth - 1)),
            2 => format!("({} + {one})", self.days(depth - 1)),
            3 => format!("(if {} {{ {one} }} else {{ {} }})", self.flag(depth - 1), self.date(depth - 1)),
            _ => one,
        }
    }

    /// A field that holds a day.
    fn day(&mut self) -> String {
        if !self.subject.optional_dates.is_empty() {
            return format!("({} ?? limits.start)", self.dice.pick(self.subject.optional_dates));
        }
        if self.subject.dates.is_empty() {
            "limits.start".to_owned()
        } else {
            self.dice.pick(self.subject.dates).to_owned()
        }
    }

    fn days(&mut self, depth: usize) -> String {
        match self.dice.roll(if depth == 0 { 2 } else { 6 }) {
            0 => "limits.grace".to_owned(),
            1 => "0".to_owned(),
            2 => format!("abs({})", self.days(depth - 1)),
            3 => format!("{} * {}", self.days(depth - 1), self.scale()),
            _ => format!("({} - {})", self.date(depth - 1), self.date(depth - 1)),
        }
    }

    /// A word of some bands.
    fn banded(&mut self) -> String {
        let limits = if self.dice.roll(3) == 0 { format!("limits.on({})", self.date(0)) } else { "limits".to_owned() };
        match self.dice.roll(3) {
            0 => format!("band_of({limits}.parts, limits.floor * {})", self.scale()),
            1 => format!("band_of({limits}.lateness, {})", self.days(1)),
            _ => format!("band_of({limits}.growth, limits.cap)"),
        }
    }

    fn tail(&mut self, depth: usize) -> String {
        match self.dice.roll(if depth == 0 { 1 } else { 4 }) {
            1 => {
                let (flag, yes, no) = (self.flag(1), self.tail(depth - 1), self.tail(depth - 1));
                format!("if {flag} {{ {yes} }} else {{ {no} }}")
            }
            2 => match self.switch_on() {
                Some((on, words)) => {
                    let (first, rest) = (self.tail(depth - 1), self.tail(depth - 1));
                    let word = words[self.dice.roll(words.len())];
                    match self.dice.roll(3) {
                        0 => format!("switch {on} {{ \"{word}\" => {{ {first} }}, _ => {{ {rest} }} }}"),
                        1 => {
                            let flag = self.flag(1);
                            format!(
                                "switch {on} {{ \"{word}\" => if {flag} {{ {first} }} else {{ {rest} }} _ => {{ {rest} }} }}"
                            )
                        }
                        _ => {
                            let all = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>();
                            let (one, others) = all.split_first().expect("words");
                            format!("switch {on} {{ {} => {{ {first} }} {one} => {{ {rest} }} }}", others.join(" | "))
                        }
                    }
                }
                None => self.verdict(),
            },
            _ => self.verdict(),
        }
    }

    fn switch_on(&mut self) -> Option<(String, &'static [&'static str])> {
        let subject = self.subject;
        if self.dice.roll(4) == 0 {
            return Some((self.banded(), BANDS));
        }
        if !subject.words.is_empty() && self.dice.roll(2) == 0 {
            let (word, words) = subject.words[self.dice.roll(subject.words.len())];
            return Some((word.to_owned(), words));
        }
        let (word, words) = *subject.optional_words.first()?;
        Some((format!("({word} ?? \"{}\")", words[self.dice.roll(words.len())]), words))
    }

    /// A verdict of a trajectory, with what it tells.
    fn way(&mut self) -> String {
        let mut text = format!("{}({})", self.dice.pick(&["on", "off"]), self.dice.pick(self.subject.own));
        for _ in 0..self.dice.roll(3) {
            let own = self.dice.pick(self.subject.own);
            text.push_str(&match self.dice.roll(5) {
                0 => ".outturn(indicator.projected)".to_owned(),
                1 => ".rate_needed(indicator.rate_needed)".to_owned(),
                2 => format!(".on_last_period({own} - indicator.milestone)"),
                3 => ".on_last_year(indicator.gain_on_last_period)".to_owned(),
                _ => format!(".outturn({own})"),
            });
        }
        text
    }

    fn verdict(&mut self) -> String {
        let mut text = match self.dice.roll(4) {
            0 => "pass()".to_owned(),
            1 => format!("not_applicable(\"{}\")", self.dice.pick(&["a", "b"])),
            2 => format!("warning(`${{{}}} and ${{{}}}`)", self.money(1), self.dice.pick(self.subject.texts)),
            _ if self.dice.roll(2) == 0 => format!("error(`on ${{{}}}`)", self.date(1)),
            _ => format!("error(`it is ${{{}}}`)", self.money(1)),
        };
        for _ in 0..self.dice.roll(3) {
            let _ = write!(
                text,
                ".at({}, `here ${{{}}}`)",
                self.dice.pick(self.subject.labels),
                self.dice.pick(self.subject.texts)
            );
        }
        if self.dice.roll(3) == 0 {
            text.push_str(".help(\"do something\")");
        }
        text
    }

    /// An amount of money; about an indicator, which has none, out of thresholds.
    fn money(&mut self, depth: usize) -> String {
        if depth == 0 {
            return match self.dice.roll(9) {
                8 => format!("limits.on({}).{}", self.day(), self.dice.pick(&["slack", "slack", "late"])),
                0 => "0".to_owned(),
                1 => "limits.slack".to_owned(),
                2 if self.dice.roll(6) == 0 => "limits.late".to_owned(),
                2 | 3 if !self.money.is_empty() => self.money[self.dice.roll(self.money.len())].clone(),
                4 if !self.subject.optional_money.is_empty() => {
                    format!("({} ?? limits.slack)", self.dice.pick(self.subject.optional_money))
                }
                _ if self.subject.money.is_empty() => "limits.slack".to_owned(),
                _ => self.dice.pick(self.subject.money).to_owned(),
            };
        }
        let one = self.money(depth - 1);
        match self.dice.roll(13) {
            0 => format!("({one} + {})", self.money(depth - 1)),
            1 => format!("({one} - {})", self.money(depth - 1)),
            2 => format!("{one} * {}", self.scale()),
            3 => format!("{one} / {}", self.scale()),
            4 => format!("min({one}, {})", self.money(depth - 1)),
            5 => format!("max({one}, {})", self.money(depth - 1)),
            6 => format!("abs({one})"),
            7 => format!("half_up_to_penny({one})"),
            8 => format!("(if {} {{ {one} }} else {{ {} }})", self.flag(depth - 1), self.money(depth - 1)),
            9 => format!("twice({one})"),
            10 => format!("larger({one}, {})", self.money(depth - 1)),
            11 => format!("-({one})"),
            _ => one,
        }
    }

    fn scale(&mut self) -> String {
        match self.dice.roll(6) {
            0 => "100".to_owned(),
            1 => "1".to_owned(),
            2 => "limits.cap".to_owned(),
            3 if !self.subject.percent.is_empty() => self.dice.pick(self.subject.percent).to_owned(),
            4 if self.subject.own.len() > 1 => {
                format!("({} / {})", self.dice.pick(self.subject.own), self.dice.pick(self.subject.own))
            }
            _ => "limits.floor".to_owned(),
        }
    }

    fn flag(&mut self, depth: usize) -> String {
        if depth > 0 {
            match self.dice.roll(5) {
                0 => return format!("({} && {})", self.flag(depth - 1), self.flag(depth - 1)),
                1 => return format!("({} || {})", self.flag(depth - 1), self.flag(depth - 1)),
                2 => return format!("!({})", self.flag(depth - 1)),
                _ => {}
            }
        }
        let order = self.dice.pick(&["<", "<=", ">", ">=", "==", "!="]);
        match self.dice.roll(12) {
            8 => format!("{} {order} {}", self.date(depth), self.date(0)),
            9 => format!("{} {order} {}", self.days(depth), self.days(0)),
            10 => format!("{} {} \"{}\"", self.banded(), self.dice.pick(&["==", "!="]), self.dice.pick(BANDS)),
            11 if !self.subject.optional_dates.is_empty() => {
                let field = self.subject.optional_dates[0];
                format!("(present({field}) && {field} {order} {})", self.date(0))
            }
            0 if !self.flags.is_empty() => self.flags[self.dice.roll(self.flags.len())].clone(),
            1 if !self.subject.own.is_empty() => {
                format!("{} {order} {}", self.dice.pick(self.subject.own), self.dice.pick(self.subject.own))
            }
            2 if !self.subject.percent.is_empty() => {
                format!("{} {order} limits.floor", self.dice.pick(self.subject.percent))
            }
            3 if !self.subject.optional_words.is_empty() => {
                let (field, words) = self.subject.optional_words[0];
                format!("(present({field}) && {field} == \"{}\")", words[self.dice.roll(words.len())])
            }
            4 if !self.subject.words.is_empty() => {
                let (field, words) = self.subject.words[0];
                format!("{field} != \"{}\"", words[self.dice.roll(words.len())])
            }
            5 => "limits.mode == \"strict\"".to_owned(),
            6 if !self.subject.optional_money.is_empty() => {
                let field = self.subject.optional_money[0];
                format!("(present({field}) && {field} {order} limits.slack)")
            }
            _ => format!("{} {order} {}", self.money(1), self.money(1)),
        }
    }
}

/// An amount, or a gap of some sort.
fn amount(dice: &mut Dice) -> String {
    match dice.roll(9) {
        0 => String::new(),
        1 => "\"£ ?\"".to_owned(),
        2 => "not available".to_owned(),
        3 => "0".to_owned(),
        4 => format!("{}.{:02}", dice.roll(1000), dice.roll(100)),
        _ => format!("{}", dice.roll(20) * 100),
    }
}

/// A figure, or a gap.
fn figure(dice: &mut Dice) -> String {
    match dice.roll(8) {
        0 => "not available".to_owned(),
        1 => "\"?\"".to_owned(),
        _ => format!("{}.{}", dice.roll(12), dice.roll(10)),
    }
}

/// A day, or a gap.
fn day(dice: &mut Dice) -> String {
    match dice.roll(6) {
        0 => String::new(),
        1 => "\"?\"".to_owned(),
        _ => format!("20{:02}-{:02}-{:02}", 5 + dice.roll(4), 1 + dice.roll(12), 1 + dice.roll(28)),
    }
}

/// An agreement.
pub fn agreement_text(dice: &mut Dice) -> String {
    let mut text = String::from(
        "name: Made up\nillustrative: true\npack: generated\nterm: { from: 2006-04-01, to: 2009-03-31 }\n",
    );
    text.push_str("bodies:\n  - { name: The county, also: [CC] }\n  - { name: The district }\n  - { name: Somebody }\nindicators:\n");
    for at in 0..3 {
        let (polarity, path) = (dice.pick(&["higher", "lower"]), dice.pick(&["linear", "stepped", "profiled"]));
        let accumulates = dice.pick(&["false", "true", "\"\""]);
        let profile = dice.pick(&["[10%, 35%, 60%, 100%]", "\"\""]);
        let _ = writeln!(
            text,
            "  - {{ id: I{at}, name: Indicator {at}, unit: number, polarity: {polarity}, path: {path}, accumulates: {accumulates}, profile: {profile}, baseline: {}, milestones: [{{ by: 2006-07, value: {} }}, {{ by: 2008-09, value: {} }}] }}",
            figure(dice),
            figure(dice),
            figure(dice)
        );
    }
    let _ = writeln!(text, "reward:\n  pot: {}\n  targets:", 100 + dice.roll(10_000));
    for at in 0..3 {
        let _ = writeln!(text, "    - id: T{at}\n      name: Target {at}\n      measures:");
        for measure in 0..=dice.roll(3) {
            let _ = writeln!(
                text,
                "        - {{ id: M{at}{measure}, name: Measure, unit: number, polarity: {}, without: {}, with: {}, weight: {} }}",
                dice.pick(&["higher", "lower"]),
                figure(dice),
                figure(dice),
                dice.roll(3)
            );
        }
    }
    let _ = writeln!(
        text,
        "funds:\n  - {{ id: F, name: the fund, holder: The county, printed_as: [CC], ceiling: {}, basis: {}, money: {}, only_for: {}, place: {} }}",
        amount(dice),
        dice.pick(&["pooled", "aligned", ""]),
        dice.pick(&["capital", ""]),
        dice.pick(&["reward_targets", "other outcomes", ""]),
        dice.pick(&["Town", ""]),
    );
    let _ =
        writeln!(text, "  - {{ id: G, name: the other, basis: pooled, underspend_of: F, ceiling: {} }}", amount(dice));
    text
}

/// A return on such an agreement.
pub fn return_text(dice: &mut Dice) -> String {
    let mut text = String::from("period: 2006-07 Q3\nsubmitted_by: The county\nobservations:\n");
    for at in 0..3 {
        let _ = writeln!(
            text,
            "  - {{ indicator: I{at}, value: {}, before: {}, band: {}, as_at: {} }}",
            figure(dice),
            figure(dice),
            dice.pick(&["green", "", "red", "not available", "\"?\""]),
            day(dice)
        );
        let _ = writeln!(text, "  - {{ measure: M{at}0, value: {} }}", figure(dice));
    }
    text.push_str("statements:\n");
    for at in 0..3 {
        let _ = writeln!(text, "  - {{ text: statement {at}, value: {at}, on: {}, after: {} }}", day(dice), day(dice));
    }
    text.push_str("bids:\n");
    for at in 0..3 {
        let status = dice.pick(&["", "no bid", "awaited", "submitted", "granted", "\"?\""]);
        let _ = writeln!(
            text,
            "  - {{ fund: {}, reward_target: T{at}, block: B, title: Bid {at}, total: {}, years: {{ y1: {}, y2: {} }}, status: {status}, option_of: {}, money: {}, cost: {}, shared_amount: {}, shared_with: T{} }}",
            dice.pick(&["F", "F", "G"]),
            amount(dice),
            amount(dice),
            amount(dice),
            dice.pick(&["", "one"]),
            dice.pick(&["capital", "revenue", "", "\"?\""]),
            dice.pick(&["staff / maternity", "maternity", "", "\"?\""]),
            amount(dice),
            dice.roll(3)
        );
    }
    text.push_str(&paid_text(dice));
    text.push_str("contributions:\n");
    for at in 0..6 {
        let (who, kind) = (
            dice.pick(&["CC", "The district", "Somebody"]),
            dice.pick(&["cash", "grant", "in kind", "aligned / in kind", "", "\"?\""]),
        );
        let _ = writeln!(
            text,
            "  - {{ fund: F, block: B{}, contributor: {who}, amount: {}, kind: {kind}, certainty: {}, year: {}, place: {}, note: row {at} }}",
            at % 2,
            amount(dice),
            dice.pick(&["confirmed", "potential", "", "\"?\""]),
            dice.pick(&["2006-07", "2007-08", ""]),
            dice.pick(&["Town", "City", "", "\"?\""])
        );
    }
    text
}

/// What is released and spent.
fn paid_text(dice: &mut Dice) -> String {
    let mut text = String::from("releases:\n");
    for at in 0..4 {
        let _ = writeln!(
            text,
            "  - {{ fund: {}, for: T{}, recipient: {}, amount: {}, money: {}, released_on: {}, protocol_signed: {}, budget_profiled: {}, note: row {at} }}",
            dice.pick(&["F", "F", "G"]),
            dice.roll(3),
            dice.pick(&["The district", "Somebody", "\"?\""]),
            amount(dice),
            dice.pick(&["capital", "revenue", ""]),
            day(dice),
            day(dice),
            day(dice)
        );
    }
    text.push_str("spending:\n");
    for at in 0..3 {
        let _ = writeln!(
            text,
            "  - {{ fund: F, for: T{}, recipient: {}, profiled: {}, actual: {}, budget: {}, forecast: {}, money: {}, note: row {at} }}",
            dice.roll(3),
            dice.pick(&["The district", "Somebody", "\"?\""]),
            amount(dice),
            amount(dice),
            amount(dice),
            amount(dice),
            dice.pick(&["capital", ""])
        );
    }
    text
}
