//! What a copy of a pack begins with: the pack's own texts, in a folder that holds its fixtures and their snapshots, too. Of its
//! `pack.yaml` only the lines differ that say what it is called and where these are.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Text, text};
use crate::authoring::edit::{Changes, quote};
use crate::authoring::snapshot;
use crate::authoring::testing::Fixture;
use crate::document::{NodeKind, yaml};
use crate::pack::Pack;
use crate::source::Source;

/// The files of a copy, but for its fixtures and their snapshots. `extends` is the way from there to what it extends, where that
/// is another than from the pack.
///
/// # Errors
/// When one of them could not be read, or the head of the pack is laid out in a way that is not understood.
pub fn files(pack: &Pack, name: &str, extends: Option<&str>) -> Result<Vec<Text>, String> {
    let head = head(&pack.written[0], name, extends).ok_or_else(|| {
        format!("`{}` is laid out in a way that is not understood; copy the pack by hand", pack.written[0].name())
    })?;
    let mut files = vec![text("pack.yaml", head)];
    let has_own = pack.base.as_ref().is_none_or(|base| !Arc::ptr_eq(&base.written[1], &pack.written[1]));
    let thresholds = has_own.then(|| ("thresholds.yaml".to_owned(), &pack.written[1]));
    let rules = pack.rules.iter().map(|script| (format!("{}.rhai", script.id), &script.source));
    let library = pack.library.iter().map(|script| (format!("lib/{}.rhai", script.id), &script.source));
    for (path, source) in thresholds.into_iter().chain(rules).chain(library) {
        if let Some(why) = source.unread() {
            return Err(format!("the pack cannot be copied: {why}"));
        }
        if pack.is_own(source.whole()) {
            files.push(text(path, source.text()));
        }
    }
    let digest = &pack.digest;
    let changelog = format!("# Changes to the rules of `{name}`\n\n- A copy of `{}`, digest {digest}.\n", pack.name);
    files.push(text("CHANGELOG.md", changelog));
    Ok(files)
}

/// A fixture in a copy, and what was accepted of it.
#[must_use]
pub fn tests(fixture: &Fixture) -> Vec<Text> {
    let path = format!("fixtures/{}/{}.yaml", fixture.rule, fixture.name);
    let accepted = fixture.accepted.iter().map(|said| {
        text(format!("snapshots/{}/{}.snap", fixture.rule, fixture.name), snapshot::written(None, &path, said))
    });
    accepted.chain([text(path.clone(), fixture.source.text())]).collect()
}

/// What a pack says that it extends, as it is written.
#[must_use]
pub fn extends(pack: &Pack) -> Option<String> {
    written(&pack.written[0], "extends")
}

/// The way from one folder to another, both in full, with `/`.
#[must_use]
pub fn way(from: &Path, to: &Path) -> String {
    let parts = |path: &Path| path.components().map(|part| part.as_os_str().to_owned()).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let alike = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[alike..].iter().map(|_| Component::ParentDir.as_os_str().to_owned());
    let way: PathBuf = up.chain(to[alike..].iter().cloned()).collect();
    way.display().to_string().replace('\\', "/")
}

fn head(source: &Source, name: &str, extends: Option<&str>) -> Option<String> {
    let root = yaml::read(source).root;
    let meant =
        [("name", Some(name)), ("extends", extends), ("fixtures", Some("fixtures")), ("snapshots", Some("snapshots"))];
    let mut changes = Changes::default();
    for (key, value) in meant {
        if let Some((node, value)) = root.get(key).zip(value) {
            changes.replace(node.span, quote(value));
        }
    }
    changes.applied(source.text())
}

/// The word that stands under a key.
fn written(source: &Source, key: &str) -> Option<String> {
    match &yaml::read(source).root.get(key)?.kind {
        NodeKind::Scalar(scalar) => Some(scalar.text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{head, way};
    use crate::source::Sources;

    #[test]
    fn only_the_lines_differ_that_say_what_it_is_called_and_where_its_tests_are() {
        let text = "name: old   # as it was\nabout: x\nextends: ../base\nfixtures: ../../fixtures/old\nadds: [a]\n";
        assert_eq!(
            head(&Sources::new().add("pack.yaml", text), "new", Some("../../rules/base")).as_deref(),
            Some("name: new   # as it was\nabout: x\nextends: \"../../rules/base\"\nfixtures: fixtures\nadds: [a]\n")
        );
    }

    #[test]
    fn the_way_leads_over_what_both_lie_in() {
        assert_eq!(way(Path::new("/a/b/mine"), Path::new("/a/rules/base")), "../../rules/base");
        assert_eq!(way(Path::new("/a/b/mine"), Path::new("/a/b/base")), "../base");
    }
}
