//! Does each rule say the right thing in the right place? Each fixture, that rule alone, with its input above: the same
//! snapshots that `plumb test` compares.

use plumbline::authoring::testing::{Came, alone, test};
use plumbline::cli::files::bench;
use plumbline::engine::compile::compile;
use plumbline::render::tested::said;

use crate::support::{SHIPPED, root};

#[test]
fn each_fixture_comes_to_the_outcome_in_its_name() {
    let bench = bench::open(&root().join("rules").join(SHIPPED)).expect("a pack with fixtures");
    let pack = bench.pack().expect("a pack");
    let compiled = compile(pack);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for fixture in &bench.fixtures {
            let tested = test(fixture, pack, &alone(&compiled, &fixture.rule), &bench.sources);
            assert_eq!(tested.came, Came::AsNamed, "{}/{}", fixture.rule, fixture.name);
            let said = said(fixture, &tested, &bench.sources);
            insta::with_settings!({ snapshot_path => root().join("tests/suite/snapshots/rules").join(&fixture.rule) }, {
                insta::assert_snapshot!(fixture.name.as_str(), said);
            });
        }
    });
}
