//! Who uses whom in `src`: every path in every file, followed through re-exports to the file that defines what it names.

use std::collections::{BTreeMap, BTreeSet};

/// A user, whom it uses, and for what.
pub type Uses = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// A path of modules below the crate.
type Path = Vec<String>;

/// Words that come before the name of what they define.
const DEFINERS: [&str; 8] = ["struct", "enum", "trait", "fn", "type", "const", "static", "union"];

#[derive(Clone)]
struct Use {
    is_public: bool,
    path: Path,
    /// The name that it makes known here; a star for all.
    name: String,
}

struct Module {
    file: String,
    /// All but the imports.
    body: Vec<String>,
    defines: BTreeSet<String>,
    uses: Vec<Use>,
}

enum Target {
    Module(Path),
    /// The file, and the name in it.
    Item(String, String),
}

/// Reads files, given by their path below `src` and their text.
pub fn follow(sources: &[(String, String)]) -> Uses {
    let modules = sources.iter().map(|(file, text)| (module_path(file), Module::read(file, text))).collect();
    let crate_ = Crate { modules };
    crate_.modules.keys().map(|at| (crate_.modules[at].file.clone(), crate_.used_by(at))).collect()
}

/// Sets of files each of which reaches all others, in order.
pub fn circles(uses: &Uses) -> Vec<Vec<String>> {
    let reach: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|file| (file.as_str(), reached(uses, file))).collect();
    let rings = reach.iter().filter(|(file, all)| all.contains(*file)).map(|(file, all)| {
        all.iter().filter(|other| reach.get(*other).is_some_and(|back| back.contains(file))).map(|s| (*s).to_owned())
    });
    rings.map(Iterator::collect).collect::<BTreeSet<Vec<String>>>().into_iter().collect()
}

fn reached<'a>(uses: &'a Uses, from: &'a str) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        let next = uses.get(file).into_iter().flat_map(BTreeMap::keys);
        open.extend(next.map(String::as_str).filter(|other| seen.insert(*other)));
    }
    seen
}

fn module_path(file: &str) -> Path {
    let inside = file.trim_end_matches(".rs").trim_end_matches("/mod");
    if inside == "lib" { Vec::new() } else { inside.split('/').map(str::to_owned).collect() }
}

struct Crate {
    modules: BTreeMap<Path, Module>,
}

impl Crate {
    fn used_by(&self, at: &Path) -> BTreeMap<String, BTreeSet<String>> {
        let module = &self.modules[at];
        let own = |name: &&Use| !name.is_public && name.name != "*";
        let mut paths: Vec<Path> = module.uses.iter().filter(own).map(|name| name.path.clone()).collect();
        paths.extend(written_out(&module.body));
        // A star may mean any word of the file.
        for star in module.uses.iter().filter(|name| !name.is_public && name.name == "*") {
            let words: BTreeSet<&String> = module.body.iter().filter(|token| is_word(token)).collect();
            paths.extend(words.into_iter().map(|word| star.path.iter().chain([word]).cloned().collect()));
        }
        let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for path in paths {
            if let Some(Target::Item(file, name)) = self.resolve(at, &path, &mut Vec::new())
                && file != module.file
            {
                used.entry(file).or_default().insert(name);
            }
        }
        used
    }

    /// What a path means in a module; nothing if it leads out of the crate.
    fn resolve(&self, from: &Path, path: &[String], asked: &mut Vec<(Path, String)>) -> Option<Target> {
        let mut at = from.clone();
        let mut rest = path;
        while let Some((first, more)) = rest.split_first() {
            match first.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()?),
                _ => break,
            }
            rest = more;
        }
        let mut target = Target::Module(at);
        for (k, name) in rest.iter().enumerate() {
            let Target::Module(at) = &target else { break };
            target = self.find(at, name, k + 1 == rest.len(), asked)?;
        }
        Some(target)
    }

    /// What a name means in a module. A module and a thing may share a name: the last of a path is the thing.
    fn find(&self, at: &Path, name: &String, is_last: bool, asked: &mut Vec<(Path, String)>) -> Option<Target> {
        let question = (at.clone(), name.clone());
        if asked.contains(&question) {
            return None;
        }
        let child: Path = at.iter().chain([name]).cloned().collect();
        let child = self.modules.contains_key(&child).then_some(child);
        if let (Some(child), false) = (&child, is_last) {
            return Some(Target::Module(child.clone()));
        }
        let module = self.modules.get(at)?;
        if module.defines.contains(name) {
            return Some(Target::Item(module.file.clone(), name.clone()));
        }
        asked.push(question);
        let named = module.uses.iter().filter(|known| known.name == *name).map(|known| known.path.clone());
        let stars = module.uses.iter().filter(|known| known.name == "*");
        let starred = stars.map(|star| star.path.iter().chain([name]).cloned().collect());
        let paths: Vec<Path> = named.chain(starred).collect();
        let found = paths.iter().find_map(|path| self.resolve(at, path, asked));
        asked.pop();
        found.or(child.map(Target::Module))
    }
}

impl Module {
    fn read(file: &str, text: &str) -> Self {
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let tokens = tokens(code);
        let (mut body, mut uses) = (Vec::<String>::new(), Vec::new());
        let mut k = 0;
        while let Some(token) = tokens.get(k) {
            k += 1;
            // `use<'a>` is a bound.
            if token == "use" && tokens.get(k).is_some_and(|next| next != "<") {
                // A bracket closes `pub(crate)`.
                let is_public = body.last().is_some_and(|last| last == "pub" || last == ")");
                branches(&tokens, &mut k, &[], is_public, &mut uses);
            } else {
                body.push(token.clone());
            }
        }
        let things = body.windows(2).filter(|pair| DEFINERS.contains(&pair[0].as_str()) && is_word(&pair[1]));
        let mut defines: BTreeSet<String> = things.map(|pair| pair[1].clone()).collect();
        let macros = body.windows(3).filter(|three| three[0] == "macro_rules");
        let inner = body.windows(3).filter(|three| three[0] == "mod" && three[2] == "{");
        defines.extend(macros.map(|three| three[2].clone()).chain(inner.map(|three| three[1].clone())));
        Module { file: file.to_owned(), body, defines, uses }
    }
}

/// Reads a tree of imports from token `k` on.
fn branches(tokens: &[String], k: &mut usize, before: &[String], is_public: bool, into: &mut Vec<Use>) {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(*k) {
        *k += 1;
        match token.as_str() {
            "::" => {}
            "{" => {
                while tokens.get(*k).is_some_and(|token| token != "}") {
                    branches(tokens, k, &path, is_public, into);
                    *k += usize::from(tokens.get(*k).is_some_and(|token| token == ","));
                }
                *k += 1;
                return;
            }
            "*" => {
                into.push(Use { is_public, path, name: "*".to_owned() });
                return;
            }
            "as" => {
                let name = tokens.get(*k).cloned().unwrap_or_default();
                *k += 1;
                into.push(Use { is_public, path, name });
                return;
            }
            word if is_word(word) => path.push(word.to_owned()),
            _ => {
                *k -= 1;
                break;
            }
        }
        let ends = tokens.get(*k).is_none_or(|next| next != "::" && next != "as");
        if is_word(token) && ends {
            break;
        }
    }
    // `use a::{self}` means `a`.
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if let Some(name) = path.last().cloned() {
        into.push(Use { is_public, path, name });
    }
}

/// Paths of more than one word.
fn written_out(tokens: &[String]) -> Vec<Path> {
    let mut found = Vec::new();
    for (k, token) in tokens.iter().enumerate() {
        let begins = is_word(token) && (k == 0 || tokens[k - 1] != "::");
        let mut path = vec![token.clone()];
        let mut next = k + 1;
        while begins && tokens.get(next).is_some_and(|t| t == "::") && tokens.get(next + 1).is_some_and(|t| is_word(t))
        {
            path.push(tokens[next + 1].clone());
            next += 2;
        }
        if path.len() > 1 {
            found.push(path);
        }
    }
    found
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Words, `::` and single characters; no comments, no text in quotes.
fn tokens(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let skip = |end: Option<usize>| end.unwrap_or(rest.len());
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            skip(rest.find('\n'))
        } else if rest.starts_with("/*") {
            skip(rest.find("*/").map(|end| end + 2))
        } else if first == '"' {
            1 + quoted(&rest[1..])
        } else if let Some(hashes) = raw_quote(rest) {
            let open = rest.find('"').unwrap_or(0) + 1;
            let close = format!("\"{}", "#".repeat(hashes));
            skip(rest[open..].find(&close).map(|end| open + end + close.len()))
        } else if first == '\'' {
            // A character, or a lifetime.
            let inside: Vec<char> = rest.chars().skip(1).take(2).collect();
            match inside[..] {
                ['\\', _] => skip(rest[3..].find('\'').map(|end| end + 4)),
                [c, '\''] => 2 + c.len_utf8(),
                _ => 1,
            }
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else if word > 0 {
            found.push(rest[..word].to_owned());
            word
        } else {
            if !first.is_whitespace() {
                found.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// Length of a text up to its closing quote and with it.
fn quoted(text: &str) -> usize {
    let mut is_escaped = false;
    for (k, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return k + 1,
            _ => {}
        }
    }
    text.len()
}

/// How many hashes guard a raw text that begins here.
fn raw_quote(code: &str) -> Option<usize> {
    let inside = code.strip_prefix("br").or_else(|| code.strip_prefix('r'))?;
    let hashes = inside.chars().take_while(|c| *c == '#').count();
    inside[hashes..].starts_with('"').then_some(hashes)
}
