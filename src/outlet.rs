//! What the program says in a terminal, and what it says when something breaks.

use clap::Parser as _;
use std::ffi::OsString;
use std::io::Write as _;
use std::panic::PanicHookInfo;
use std::sync::Mutex;
use tightrope::cli::Args;

/// Letters of what was given that a message shows.
const SHOWN: usize = 200;
/// A message is no longer than this, whatever it quotes.
const LONGEST: usize = 4000;
/// Exit code for arguments that are not understood.
const BAD_ARGUMENTS: i32 = 2;
/// What is said of what is no whole number.
const WHOLE: &str = "allowed is a whole number of 0 or more, of at most 19 digits";

/// Why what was printed did not arrive.
static LOST: Mutex<Option<String>> = Mutex::new(None);

/// Prints; a reader that has gone away, as in `tightrope list | head`, is no reason to fail. Other reasons are kept.
pub fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
        && error.kind() != std::io::ErrorKind::BrokenPipe
        && let Ok(mut lost) = LOST.lock()
    {
        lost.get_or_insert(error.to_string());
    }
}

/// Why something that was printed did not arrive, if so.
pub fn lost() -> Option<String> {
    LOST.lock().ok().and_then(|mut lost| lost.take())
}

/// A complaint on one line.
pub fn complain(message: &str) {
    write(&format!("tightrope: {}\n", tidy(message, &given())));
}

fn write(text: &str) {
    // There is nowhere to say that nobody listens.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// What was given on the command line, in words.
fn given() -> Vec<String> {
    std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect()
}

/// Whether a letter moves what follows, or is not seen.
fn is_stray(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The same without what a terminal would obey.
pub fn escaped(text: &str) -> String {
    text.chars()
        .flat_map(|letter| if is_stray(letter) { letter.escape_default().collect() } else { vec![letter] })
        .collect()
}

/// On one line, without what a terminal would obey, and with no more of what was given than fits.
fn tidy(message: &str, given: &[String]) -> String {
    let mut message = message.to_owned();
    // A value, a name, a part of a path may be quoted alone.
    let pieces = given.iter().flat_map(|arg| [arg.split_once('=').map_or("", |(_, value)| value), arg]);
    let pieces = pieces.chain(given.iter().flat_map(|arg| arg.split(['=', ':', ',', '/'])));
    let mut long: Vec<String> = pieces.map(str::to_owned).collect();
    long.retain(|arg| arg.chars().count() > SHOWN);
    long.sort_by_key(|arg| std::cmp::Reverse(arg.len()));
    for arg in long {
        let begins: String = arg.chars().take(SHOWN).collect();
        message = message.replace(&arg, &format!("{begins}\u{2026}"));
    }
    let mut line = escaped(message.trim_end());
    if line.chars().count() > LONGEST {
        line = line.chars().take(LONGEST).chain(['\u{2026}']).collect();
    }
    line
}

/// The arguments; what is not understood is told, and the program ends.
pub fn arguments() -> Args {
    let all: Vec<OsString> = std::env::args_os().collect();
    let error = match Args::try_parse_from(&all) {
        Ok(args) => return args,
        Err(error) => error,
    };
    if !error.use_stderr() {
        // Help and version.
        let _ = error.print();
        std::process::exit(0);
    }
    let text = error.render().to_string();
    let given = given();
    // Its own lines stay, those of what was given do not.
    let mut text = given.iter().filter(|arg| arg.chars().any(is_stray)).fold(text, |text, arg| {
        let ends = arg.split_once('=').map(|(_, value)| value);
        let text = text.replace(arg, &escaped(arg));
        ends.map_or(text.clone(), |value| text.replace(value, &escaped(value)))
    });
    text = one_line(&text);
    let shown: Vec<String> = given.iter().map(|arg| escaped(arg)).collect();
    write(&format!("tightrope: {} (`tightrope --help` lists what there is)\n", tidy(&text, &shown)));
    std::process::exit(BAD_ARGUMENTS);
}

/// What a parser of arguments says in many lines: all but how the program is called.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let said = lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"));
    let text = said.fold(String::new(), |all, line| match all.as_str() {
        "" => line.trim_start_matches("error: ").to_owned(),
        before if before.ends_with(':') => format!("{before} {line}"),
        before => format!("{before}; {line}"),
    });
    // What a parser of numbers says comes last, behind what was given.
    const WORDS: [(&str, &str); 6] = [
        ("invalid float literal", "allowed is a number, as 0.5"),
        ("cannot parse float from empty string", "allowed is a number, as 0.5"),
        ("invalid digit found in string", WHOLE),
        ("cannot parse integer from empty string", WHOLE),
        ("number too large to fit in target type", WHOLE),
        ("number too small to fit in target type", WHOLE),
    ];
    match WORDS.iter().find_map(|(said, words)| Some(format!("{}{words}", text.strip_suffix(said)?))) {
        Some(text) => text,
        None => text,
    }
}

/// Where in the program something broke: without the folders of whoever built it.
fn place(file: &str, line: u32) -> String {
    let file = file.replace('\\', "/");
    let parts: Vec<&str> = file.split('/').collect();
    let after = |name: &str| parts.iter().position(|part| *part == name);
    // `registry/src/INDEX/crate-1.0/src/lib.rs`, and `rustc/HASH/library/core/src/lib.rs`.
    let from = match (after("registry"), after("library")) {
        (Some(at), _) => at + 3,
        (None, Some(at)) => at,
        _ => 0,
    };
    format!("{}:{line}", parts.get(from..).unwrap_or_default().join("/"))
}

/// Says in words what broke.
pub fn catch_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        if std::env::var_os("RUST_BACKTRACE").is_some() {
            return usual(info);
        }
        let what = info.payload_as_str().unwrap_or("unknown");
        let at = info.location().map_or_else(String::new, |at| format!(" ({})", place(at.file(), at.line())));
        complain(&format!("a fault of the program{at}: {what}; please report it"));
    }));
}

#[cfg(test)]
mod tests {
    use super::{one_line, place, tidy};

    #[test]
    fn messages_stay_on_a_line_and_quote_little() {
        let long = "x".repeat(90_000);
        let told = tidy(&format!("--set {long}: is not known"), &[format!("a={long}"), long.clone()]);
        assert!(told.chars().count() < 240 && told.ends_with("is not known"), "{told}");
        assert_eq!(tidy("a\nb\x1b[31m\u{202e}c\n", &[]), "a\\nb\\u{1b}[31m\\u{202e}c");
        assert!(tidy(&"y".repeat(90_000), &[]).chars().count() < 4100);
    }

    #[test]
    fn what_is_wrong_with_arguments_is_one_line() {
        let text = "error: the following required arguments were not provided:\n  --set <ID=VALUE>\n\nUsage: tightrope sweep\n\n\
                    For more information, try '--help'.\n";
        assert_eq!(one_line(text), "the following required arguments were not provided: --set <ID=VALUE>");
        let text =
            "error: unexpected argument '--sed' found\n\n  tip: a similar argument exists: '--seed'\n\nUsage: x\n";
        assert_eq!(one_line(text), "unexpected argument '--sed' found; tip: a similar argument exists: '--seed'");
    }

    #[test]
    fn types_have_no_names_of_the_language() {
        let told = one_line("error: invalid value 'soon' for '--for <S>': invalid float literal\n");
        assert_eq!(told, "invalid value 'soon' for '--for <S>': allowed is a number, as 0.5");
    }

    #[test]
    fn a_place_in_the_program_tells_of_no_machine() {
        let crates = "/home/me/.cargo/registry/src/index.crates.io-1949/eframe-0.37.0/src/native/run.rs";
        assert_eq!(place(crates, 7), "eframe-0.37.0/src/native/run.rs:7");
        assert_eq!(place("/rustc/59807616e/library/core/src/option.rs", 1), "library/core/src/option.rs:1");
        assert_eq!(place("src/main.rs", 2), "src/main.rs:2");
    }
}
