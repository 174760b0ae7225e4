//! The files of a run, which are there as a whole or not at all, whenever the program is killed.
//!
//! A set is written into a folder of its own, [`PART`], within the one where it belongs. Once it is whole and on the disk
//!
//! - two folders change places in one step, if the one where it belongs holds nothing but an older set, and nobody
//!   works in it; else
//! - the older set is put away into [`OLD`], or stays if a file of it cannot be; then [`PART`] is called [`WHOLE`], which
//!   decides: from there files are put in place one by one, the summary last. Who finds [`WHOLE`] puts the rest in place,
//!   who finds [`OLD`] alone puts that back ([`mend`]). So files of two sets never stand beside each other.
//!
//! A lock on the folder, which a killed program loses, keeps a second run away until the first has ended.

use std::fs::{File, TryLockError, create_dir, create_dir_all, read_dir, remove_dir, remove_file, rename};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Where a set is written.
const PART: &str = ".tightrope.part";
/// Where a set is that is whole, but not in place.
const WHOLE: &str = ".tightrope.set";
/// Where the older set is meanwhile.
const OLD: &str = ".tightrope.old";
/// What stands beside a set while it is written: some room on the disk, and notes.
pub const RESERVE: &str = "reserve";
/// Numbers that become one of its files.
pub const NOTES: &str = "notes";
/// What a whole set consists of, a name a line.
const CONTENTS: &str = "contents";
/// The files that a set may have; the last one tells of the others.
const NAMES: [&str; 5] = ["run.npz", "spikes.csv", "signals.csv", "screen.png", "summary.json"];
const SUMMARY: &str = NAMES[4];

/// Whether a run has a file of this name.
pub fn is_of_a_set(name: &str) -> bool {
    NAMES.contains(&name)
}

/// What could not be written, and why.
pub type Unwritten = (PathBuf, String);

/// Files on their way to a folder.
#[derive(Debug)]
pub struct FileSet {
    folder: PathBuf,
    /// As it was named.
    called: PathBuf,
    names: Vec<&'static str>,
    /// The folders that were made for it, the inner one first.
    made: Vec<PathBuf>,
    /// Keeps others away.
    _lock: Option<File>,
}

impl FileSet {
    /// An empty set for a folder, which is made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made, or another run writes into it.
    pub fn new(folder: &Path) -> Result<Self, Unwritten> {
        let fail = |error: &dyn std::fmt::Display| (folder.to_owned(), error.to_string());
        if folder.as_os_str().is_empty() {
            return Err(fail(&"the name of the folder is empty"));
        }
        if folder.exists() && !folder.is_dir() {
            return Err(fail(&"it is a file; needed is a folder"));
        }
        let named = folder.ancestors().filter(|outer| !outer.as_os_str().is_empty());
        let made: Vec<PathBuf> = named.take_while(|outer| !outer.exists()).map(Path::to_owned).collect();
        create_dir_all(folder).map_err(|error| fail(&error))?;
        let called = folder.to_owned();
        let busy = "another run writes into it at the moment";
        let (folder, lock) = hold(folder).map_err(|error| fail(&error))?.ok_or_else(|| fail(&busy))?;
        let set = FileSet { called, names: Vec::new(), made, _lock: lock, folder };
        finish(&set.folder).map_err(|error| fail(&error))?;
        let part = set.drafts();
        if set._lock.is_some() {
            // What a killed program has left.
            discard(&part);
            aside(&set.folder).iter().for_each(|aside| discard(aside));
        }
        create_dir(&part).map_err(|error| match error.kind() {
            // Where nothing can be locked.
            std::io::ErrorKind::AlreadyExists => {
                fail(&format!("another run writes into it, or was killed; in that case remove {}", part.display()))
            }
            _ => fail(&error),
        })?;
        if let Ok(mut open) = OPEN.lock() {
            open.push(part);
        }
        Ok(set)
    }

    /// Where to write the file of that name for now.
    pub fn part(&mut self, name: &'static str) -> PathBuf {
        debug_assert!(NAMES.contains(&name), "{name}");
        if !self.names.contains(&name) {
            self.names.push(name);
        }
        self.drafts().join(name)
    }

    /// Has no such file, after all.
    pub fn drop_part(&mut self, name: &'static str) {
        self.names.retain(|own| *own != name);
        drop(remove_file(self.drafts().join(name)));
    }

    /// The folder where it belongs.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder where it is written.
    pub fn drafts(&self) -> PathBuf {
        self.folder.join(PART)
    }

    /// Puts all in place, once every one of them is written to the disk; files of an older set go. What is there then.
    ///
    /// # Errors
    /// If that cannot be; what was there before stays.
    pub fn place(mut self) -> Result<Vec<PathBuf>, Unwritten> {
        let part = self.drafts();
        for name in &self.names {
            // What a full disk has cut short says so here at the latest.
            let synced = File::open(part.join(name)).and_then(|file| file.sync_all());
            synced.map_err(|error| (self.called.join(name), error.to_string()))?;
        }
        let fail = |error: std::io::Error| (self.called.clone(), error.to_string());
        if !(is_alone(&self.folder) && swap(&self.folder)) {
            let contents = File::create(part.join(CONTENTS)).and_then(|mut file| {
                std::io::Write::write_all(&mut file, self.names.join("\n").as_bytes())?;
                file.sync_all()
            });
            contents.map_err(fail)?;
            put_away(&self.folder).map_err(|(name, why)| (self.called.join(name), why))?;
            if let Err(error) = rename(&part, self.folder.join(WHOLE)) {
                put_back(&self.folder);
                return Err(fail(error));
            }
            settle(&self.folder);
            finish(&self.folder).map_err(fail)?;
        }
        self.made.clear();
        self.names.sort_by_key(|name| *name == SUMMARY);
        Ok(self.names.iter().map(|name| self.called.join(name)).collect())
    }
}

impl Drop for FileSet {
    fn drop(&mut self) {
        if let Ok(mut open) = OPEN.lock() {
            open.retain(|draft| *draft != self.drafts());
        }
        discard(&self.drafts());
        // Only those that are empty.
        self.made.iter().for_each(|folder| drop(remove_dir(folder)));
    }
}

/// Sets that are being written.
static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is written of all sets, for a program that ends at once.
pub fn abandon() {
    let open = OPEN.lock().map(|open| open.clone()).unwrap_or_default();
    open.iter().for_each(|draft| discard(draft));
}

/// Puts the rest of a set in place that somebody was killed at, if there is one and nobody else does it.
pub fn mend(folder: &Path) {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if (folder.join(WHOLE).is_dir() || folder.join(OLD).is_dir())
        && let Ok(Some((folder, Some(_lock)))) = hold(folder)
    {
        drop(finish(&folder));
    }
}

/// The folder in full, locked; no lock where nothing can be locked, nothing at all if somebody else has it.
fn hold(folder: &Path) -> std::io::Result<Option<(PathBuf, Option<File>)>> {
    let folder = folder.canonicalize()?;
    for _ in 0..10 {
        let Ok(file) = File::open(&folder) else { break };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(_)) => break,
        }
        // Meanwhile another one may have taken its place.
        if is_same(&file, &folder) {
            return Ok(Some((folder, Some(file))));
        }
    }
    Ok(Some((folder, None)))
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(own), Ok(now)) = (file.metadata(), path.metadata()) else { return false };
    (own.dev(), own.ino()) == (now.dev(), now.ino())
}

#[cfg(not(unix))]
fn is_same(_: &File, _: &Path) -> bool {
    true
}

/// Has the disk know of renamed files; where that cannot be, it will know later.
fn settle(folder: &Path) {
    drop(File::open(folder).and_then(|folder| folder.sync_all()));
}

/// Moves the older set into [`OLD`], its summary first.
///
/// # Errors
/// Which file cannot be moved, and why; all are where they were then.
fn put_away(folder: &Path) -> Result<(), (&'static str, String)> {
    let old = folder.join(OLD);
    let there = || NAMES.iter().rev().copied().filter(|name| folder.join(name).symlink_metadata().is_ok());
    if let Some(name) = there().find(|name| folder.join(name).is_dir()) {
        return Err((name, "it is a folder, and in the way of a file of the run".to_owned()));
    }
    if there().next().is_none() {
        return Ok(());
    }
    create_dir_all(&old).map_err(|error| (OLD, error.to_string()))?;
    for name in there() {
        if let Err(error) = rename(folder.join(name), old.join(name)) {
            put_back(folder);
            return Err((name, format!("what stands there cannot be replaced: {error}")));
        }
    }
    settle(folder);
    Ok(())
}

/// Moves what is in [`OLD`] back, the summary last.
fn put_back(folder: &Path) {
    let old = folder.join(OLD);
    for name in NAMES.iter().filter(|name| old.join(name).exists() && !folder.join(name).exists()) {
        drop(rename(old.join(name), folder.join(name)));
    }
    // What could not be moved stays: it may be all that is left of it.
    drop(remove_dir(old));
}

/// Puts what is in [`WHOLE`] in place, from wherever that was left.
fn finish(folder: &Path) -> std::io::Result<()> {
    let whole = folder.join(WHOLE);
    let Ok(contents) = crate::machine::bytes(&whole.join(CONTENTS), 1 << 10) else {
        // All is in place, or it was no set.
        discard(&whole);
        put_back(folder);
        return Ok(());
    };
    let contents = String::from_utf8_lossy(&contents).into_owned();
    let is_in = |name: &str| contents.lines().any(|line| line == name);
    if whole.join(SUMMARY).exists() {
        // Nobody shall take the new files for those of the old summary.
        drop(remove_file(folder.join(SUMMARY)));
        NAMES.iter().filter(|name| !is_in(name)).for_each(|name| drop(remove_file(folder.join(name))));
        settle(folder);
    }
    for name in NAMES.iter().filter(|name| is_in(name) && whole.join(name).exists()) {
        if *name == SUMMARY {
            settle(folder);
        }
        rename(whole.join(name), folder.join(name))?;
    }
    settle(folder);
    discard(&folder.join(OLD));
    discard(&whole);
    Ok(())
}

/// Removes a folder with the files of a set, and nothing else that may be in it.
fn discard(part: &Path) {
    for name in NAMES.iter().chain([&CONTENTS, &RESERVE, &NOTES]) {
        drop(remove_file(part.join(name)));
    }
    drop(remove_dir(part));
}

/// Beside the folder, for the moment in which the two change places.
fn aside(folder: &Path) -> Option<PathBuf> {
    let name = folder.file_name()?.to_str()?;
    Some(folder.with_file_name(format!(".{name}.tightrope")))
}

/// Whether a folder holds nothing but a set, and nobody works in it.
fn is_alone(folder: &Path) -> bool {
    let Ok(entries) = read_dir(folder) else { return false };
    let ours = entries.into_iter().all(|entry| {
        entry.is_ok_and(|entry| {
            let name = entry.file_name();
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            name == PART || (is_file && NAMES.iter().any(|own| name == *own))
        })
    });
    ours && !is_lived_in(folder)
}

/// Whether a program works in a folder, as a shell does: it would find itself in one that is gone.
fn is_lived_in(folder: &Path) -> bool {
    let own = std::env::current_dir().and_then(|own| own.canonicalize());
    if own.is_ok_and(|own| own.starts_with(folder)) {
        return true;
    }
    let all = read_dir("/proc").into_iter().flatten().flatten();
    let mut works_in = all.filter_map(|entry| std::fs::read_link(entry.path().join("cwd")).ok());
    works_in.any(|place| place.starts_with(folder))
}

/// Lets [`PART`] and the folder change places in one step; whether that could be.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn swap(folder: &Path) -> bool {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use std::os::unix::fs::MetadataExt as _;
    let part = folder.join(PART);
    let (Some(aside), Ok(old), Ok(new)) = (aside(folder), folder.metadata(), part.metadata()) else { return false };
    if (old.uid(), old.gid()) != (new.uid(), new.gid())
        || std::fs::set_permissions(&part, old.permissions()).is_err()
        || aside.exists()
        || rename(&part, &aside).is_err()
    {
        return false;
    }
    settle(&aside);
    if renameat_with(CWD, &aside, CWD, folder, RenameFlags::EXCHANGE).is_err() {
        drop(rename(&aside, &part));
        return false;
    }
    if let Some(parent) = folder.parent() {
        settle(parent);
    }
    discard(&aside);
    // What came in between is not ours to remove.
    for late in read_dir(&aside).into_iter().flatten().flatten().filter(|late| !folder.join(late.file_name()).exists())
    {
        drop(rename(late.path(), folder.join(late.file_name())));
    }
    drop(remove_dir(&aside));
    true
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn swap(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&str; 3] = [NAMES[1], NAMES[2], SUMMARY];

    fn write(folder: &Path, names: &[&'static str], text: &str) -> FileSet {
        let mut set = FileSet::new(folder).unwrap();
        names.iter().for_each(|name| std::fs::write(set.part(name), text).unwrap());
        set
    }

    /// What every file says, and what else is there.
    fn found(folder: &Path) -> Vec<(String, String)> {
        let text = |path: &Path| std::fs::read_to_string(path).unwrap_or_default();
        let all = read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let mut all: Vec<_> =
            all.map(|entry| (entry.file_name().into_string().unwrap(), text(&entry.path()))).collect();
        all.sort();
        all
    }

    fn set(names: &[&str], text: &str) -> Vec<(String, String)> {
        let mut all: Vec<_> = names.iter().map(|name| ((*name).to_owned(), text.to_owned())).collect();
        all.sort();
        all
    }

    #[test]
    fn a_set_that_is_not_finished_leaves_the_old_one_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let outer = folder.path().join("a");
        let folder = outer.join("b");
        drop(write(&folder, &TABLES, "none"));
        assert!(!outer.exists(), "what was made for it is gone");
        assert_eq!(write(&folder, &TABLES, "old").place().unwrap().len(), 3);
        drop(write(&folder, &TABLES, "new"));
        assert_eq!(found(&folder), set(&TABLES, "old"));
        // One that was never written: nothing is put in place.
        let mut half = write(&folder, &TABLES[..2], "new");
        let _ = half.part(SUMMARY);
        let (path, _) = half.place().unwrap_err();
        assert!(path.ends_with(SUMMARY), "{path:?}");
        assert_eq!(found(&folder), set(&TABLES, "old"));
    }

    #[test]
    fn files_of_an_older_set_go_and_those_of_others_stay() {
        for others in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), &NAMES, "old").place().unwrap();
            if others {
                std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
                create_dir(folder.path().join("more")).unwrap();
            }
            let placed = write(folder.path(), &TABLES, "new").place().unwrap();
            assert_eq!(placed, TABLES.map(|name| folder.path().join(name)));
            let mut expected = set(&TABLES, "new");
            if others {
                expected.extend([("notes.txt".to_owned(), "mine".to_owned()), ("more".to_owned(), String::new())]);
                expected.sort();
            }
            assert_eq!(found(folder.path()), expected);
            // Nothing beside it, either.
            assert!(!aside(&folder.path().canonicalize().unwrap()).unwrap().exists());
        }
    }

    #[test]
    fn wherever_it_is_killed_a_set_is_old_or_new_or_is_put_in_place_by_whoever_comes_next() {
        // From the moment at which it is called whole, so many files were put in place.
        for placed in 0..=3 {
            for by_the_next_run in [false, true] {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path();
                write(path, &NAMES, "old").place().unwrap();
                let whole = path.join(WHOLE);
                create_dir(&whole).unwrap();
                TABLES.iter().for_each(|name| std::fs::write(whole.join(name), "new").unwrap());
                std::fs::write(whole.join(CONTENTS), TABLES.join("\n")).unwrap();
                if placed > 0 {
                    remove_file(path.join(SUMMARY)).unwrap();
                    let gone = NAMES.iter().filter(|name| !TABLES.contains(name));
                    gone.for_each(|name| remove_file(path.join(name)).unwrap());
                }
                TABLES[..placed].iter().for_each(|name| rename(whole.join(name), path.join(name)).unwrap());
                match by_the_next_run {
                    true => drop(FileSet::new(path).unwrap()),
                    false => mend(path),
                }
                assert_eq!(found(path), set(&TABLES, "new"), "{placed}");
            }
        }
        // Before that moment it is no set.
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), &TABLES, "old").place().unwrap();
        create_dir(folder.path().join(PART)).unwrap();
        std::fs::write(folder.path().join(PART).join(SUMMARY), "new").unwrap();
        mend(folder.path());
        drop(FileSet::new(folder.path()).unwrap());
        assert_eq!(found(folder.path()), set(&TABLES, "old"));
    }

    #[test]
    fn one_run_at_a_time_writes_into_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(folder.path(), &TABLES, "first");
        let (_, why) = FileSet::new(folder.path()).unwrap_err();
        assert!(why.contains("another run writes into it"), "{why}");
        first.place().unwrap();
        write(folder.path(), &TABLES, "second").place().unwrap();
        assert_eq!(found(folder.path()), set(&TABLES, "second"));
    }

    #[test]
    fn a_folder_that_cannot_be_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "mine").unwrap();
        assert!(FileSet::new(&file).unwrap_err().1.contains("it is a file"));
        assert!(FileSet::new(&file.join("below")).is_err());
        assert!(FileSet::new(Path::new("")).unwrap_err().1.contains("empty"));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    }

    #[test]
    fn what_cannot_be_replaced_leaves_the_old_set_whole() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("out");
        write(&folder, &TABLES, "old").place().unwrap();
        // What is not ours keeps the two folders from changing places.
        std::fs::write(folder.join("notes.txt"), "mine").unwrap();
        create_dir(folder.join("run.npz")).unwrap();
        let before = found(&folder);
        let (path, why) = write(&folder, &NAMES, "new").place().unwrap_err();
        assert!(path.ends_with("run.npz") && why.contains("folder"), "{path:?}: {why}");
        assert_eq!(found(&folder), before);
        remove_dir(folder.join("run.npz")).unwrap();
        write(&folder, &NAMES, "new").place().unwrap();
        let mut expected = set(&NAMES, "new");
        expected.push(("notes.txt".to_owned(), "mine".to_owned()));
        expected.sort();
        assert_eq!(found(&folder), expected);
    }

    #[test]
    fn whoever_is_killed_while_the_old_set_is_put_away_finds_it_again() {
        for moved in 0..=TABLES.len() {
            let home = tempfile::tempdir().unwrap();
            let folder = home.path().join("out");
            write(&folder, &TABLES, "old").place().unwrap();
            std::fs::write(folder.join("notes.txt"), "mine").unwrap();
            let before = found(&folder);
            create_dir(folder.join(OLD)).unwrap();
            for name in TABLES.iter().rev().take(moved) {
                rename(folder.join(name), folder.join(OLD).join(name)).unwrap();
            }
            mend(&folder);
            assert_eq!(found(&folder), before, "{moved}");
        }
    }

    #[test]
    fn what_cannot_be_put_back_is_not_thrown_away() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("out");
        write(&folder, &TABLES, "mine").place().unwrap();
        create_dir(folder.join(OLD)).unwrap();
        std::fs::write(folder.join(OLD).join(SUMMARY), "older").unwrap();
        mend(&folder);
        assert_eq!(std::fs::read_to_string(folder.join(OLD).join(SUMMARY)).unwrap(), "older");
        assert_eq!(std::fs::read_to_string(folder.join(SUMMARY)).unwrap(), "mine");
        // Nor does it stand in the way.
        write(&folder, &TABLES, "new").place().unwrap();
        assert_eq!(found(&folder), set(&TABLES, "new"));
    }

    #[test]
    fn files_of_two_sets_never_stand_beside_each_other() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("out");
        write(&folder, &TABLES, "old").place().unwrap();
        std::fs::write(folder.join("notes.txt"), "mine").unwrap();
        let mut new = write(&folder, &NAMES, "new");
        put_away(&folder).unwrap();
        assert_eq!(found(&folder).iter().filter(|(name, _)| NAMES.contains(&name.as_str())).count(), 0);
        std::fs::write(new.drafts().join(CONTENTS), NAMES.join("\n")).unwrap();
        rename(new.drafts(), folder.join(WHOLE)).unwrap();
        new.made.clear();
        drop(new);
        // Killed here, the new one is found.
        mend(&folder);
        let mut expected = set(&NAMES, "new");
        expected.push(("notes.txt".to_owned(), "mine".to_owned()));
        expected.sort();
        assert_eq!(found(&folder), expected);
    }
}
