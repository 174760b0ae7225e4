//! Whatever is read may be damaged, or made to do harm: no panic, no hang, no more memory than the input is worth, and a
//! refusal is one short line. What is accepted in spite of the damage must run.
//!
//! `TIGHTROPE_FUZZ=100000 cargo test --release --test it fuzz::` tries so many inputs of each kind; `ulimit -v` before it
//! keeps it from more memory.

use crate::support::damage::{damaged, damages, inputs, is_short};
use proptest::prelude::*;
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;
use tightrope::model::System;
use tightrope::param::{Edit, Kind, Value, apply, list};
use tightrope::session::{
    BUILT_IN, LESSONS, Lesson, Load, Loaded, Preset, Provenance, SessionFile, Setup, Source, Span, TALKS, Talk, Wanted,
    arrays_from_bytes, decode, encode, restore, save,
};
use tightrope::sim::{Frame, Runner, Spike};

/// A network of so many neurons is built and run in these tests; larger ones are as good, and take long.
const MOST_CELLS: usize = 500;

fn texts(all: &[(&str, &str)]) -> Vec<Vec<u8>> {
    all.iter().map(|(_, text)| text.as_bytes().to_vec()).collect()
}

static PRESETS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| texts(BUILT_IN));

/// Runs a little of a setup that was accepted; says so if it is too large for a test.
fn runs(setup: &Setup) -> Result<bool, TestCaseError> {
    let large = list(&mut setup.clone()).into_iter().any(|(spec, value)| {
        matches!(value, Value::Count(n) if n > MOST_CELLS && spec.id != "seed")
            && matches!(spec.kind, Kind::Count { .. })
    });
    if large {
        return Ok(false);
    }
    match Runner::new(setup.clone()) {
        Ok(mut runner) => {
            runs_on(&mut runner)?;
        }
        Err(error) => is_short(&error.to_string(), b"")?,
    }
    Ok(true)
}

fn runs_on(runner: &mut Runner<System>) -> Result<(), TestCaseError> {
    let mut frame = Frame::new(1, runner.layout(), runner.step());
    if let Err(fault) = runner.advance(20, &mut frame) {
        is_short(&fault.to_string(), b"")?;
    }
    runner.depict(&mut frame);
    Ok(())
}

static SESSIONS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let names =
        ["fig-4f", "fig-5d", "fig-12b", "minimax-ring", "minimax-learned", "learn-vdp", "learn-draw", "plastic-opto"];
    let one = |name: &str| {
        let mut session = SessionFile::open(name).unwrap();
        let look = &mut session.recipe.look;
        look.speed = Some(0.5);
        session.recipe.setup.seed = 7;
        session.arrangement.picks = Some(vec![[0, 1]]);
        session.arrangement.column = Some(vec!["raster".to_owned()]);
        session.recipe.base.caption = "a preset of one's own".to_owned();
        session.text("mine", &[]).unwrap().0.into_bytes()
    };
    names.map(one).to_vec()
});

static CODES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let one = |name: &str| {
        let preset = Preset::<System>::open(name).unwrap();
        let mut setup = preset.setup.clone();
        setup.seed = 11;
        encode(&preset, &setup, &preset.look).unwrap().into_bytes()
    };
    ["fig-4f", "fig-5d", "minimax-ring", "learn-vdp", "plastic-opto"].map(one).to_vec()
});

/// A code whose checksum fits whatever is in it.
fn code_of(text: &[u8]) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text).unwrap();
    let packed = packer.finish().unwrap();
    let mut bytes = ((4 + packed.len()) as u32).to_be_bytes()[1..].to_vec();
    bytes.extend_from_slice(&sha2::Sha256::digest(&packed)[..4]);
    bytes.extend_from_slice(&packed);
    format!("tr1:{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

/// Where the checksum of a saved run stands: behind its mark and its version.
const SUM: std::ops::Range<usize> = 18..50;

static RUNS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let one = |(name, edits): (&str, &[(&str, &str)])| {
        let edits: Vec<Edit> = edits.iter().map(|(id, value)| Edit::new(*id, Value::parse(value))).collect();
        let setup = apply(&Preset::<System>::open(name).unwrap().setup, &edits).unwrap().0;
        let mut run = Runner::new(setup).unwrap();
        run.advance(300, &mut Vec::<Spike>::new()).unwrap();
        save(&run).unwrap()
    };
    let small: &[(&str, &str)] = &[("n", "200")];
    [
        ("fig-4f", &[][..]),
        ("fig-2a", &[]),
        ("fig-10d", &[]),
        ("fig-12a", &[]),
        ("fig-12b", &[]),
        ("minimax-pair", &[]),
        ("minimax-random-10", &[]),
        ("minimax-learned", &[]),
        ("learn-lin", &[]),
        ("learn-draw", &[]),
        ("plastic-istdp", small),
        ("plastic-opto", small),
        ("plastic-correlated", small),
    ]
    .map(one)
    .to_vec()
});

/// The files of a folder.
type Folder = Vec<(String, Vec<u8>)>;

/// Recorded runs, cut short so that to repeat one takes no time.
static FOLDERS: LazyLock<Vec<Folder>> = LazyLock::new(|| {
    const ROWS: usize = 12;
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let one = |name: &str| {
        let entries = std::fs::read_dir(golden.join(name)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Folder = entries
            .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
            .collect();
        files.sort();
        let text = |files: &Folder, name: &str| {
            String::from_utf8(files.iter().find(|(file, _)| file == name).unwrap().1.clone()).unwrap()
        };
        let mut params: serde_json::Value = serde_json::from_str(&text(&files, "params.json")).unwrap();
        let last =
            text(&files, "trace.csv").lines().nth(ROWS).unwrap().split(',').next().unwrap().parse::<u64>().unwrap();
        params["n_steps"] = (last + 1).into();
        if let Some(trials) = params.get_mut("trials").and_then(|trials| trials.as_array_mut()) {
            trials.truncate(1);
            trials[0]["n_steps"] = (last + 1).into();
        }
        for (name, bytes) in &mut files {
            let rows = String::from_utf8(bytes.clone()).unwrap();
            let (header, rows) = rows.split_once('\n').unwrap();
            let step = |row: &&str| {
                row.split(',').next().and_then(|step| step.parse().ok()).is_none_or(|step: u64| step <= last)
            };
            *bytes = match name.as_str() {
                "params.json" => serde_json::to_vec_pretty(&params).unwrap(),
                "trace.csv" | "spikes.csv" | "x.csv" | "external_spikes.csv" => {
                    let rows: Vec<&str> = rows.lines().filter(step).collect();
                    format!("{header}\n{}\n", rows.join("\n")).into_bytes()
                }
                _ => continue,
            };
        }
        files
    };
    let names = [
        "fig02_inhibitory",
        "fig03_excitatory_above",
        "fig04_two_neuron",
        "fig10_slow_inhibition_noise_free",
        "fig12a_slow_EI_noise_free",
        "fig12b_rate",
        "var_injected_mistuned",
        "learning_lin_train",
        "learning_vdp_release_kill",
        "plastic_static",
        "plastic_ei_homeostatic",
    ];
    names.map(one).to_vec()
});

/// Tables as many programs write them.
static TABLES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let rows = |sep: &str, mark: &str| -> String {
        let number = |v: f64| format!("{v:.4}").replace('.', mark);
        let row = |k: u32| format!("{}{sep}{}\n", number(f64::from(k) * 0.25), number(2.0 + f64::from(k % 5)));
        (0..30).map(row).collect()
    };
    let wide: Vec<u8> = format!("x\ty\n{}", rows("\t", ".")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let texts = [
        format!("x,y\n{}", rows(",", ".")),
        format!("t [ms];x\n{}", rows(";", ",")),
        format!("# made by hand\ntime x\n{}", rows("   ", ".")),
        rows("\t", "."),
        format!("sep=|\nname|a|b\n{}", rows("|", ".").replace('\n', "|1\n")),
        "x, 0, 1, 2, 3, 4, 5, 6\ny, 1, 2, 3, 2, 1, 2, 3\n".to_owned(),
        "\"x\",\"y\"\n\"1\",\"2\"\n\"3\",\"4\"\n".to_owned(),
        ",0,1\n0,1.5,2.5\n1,3.5,4.5\n".to_owned(),
        "0.5\n0.7\n0.9\n1.1\n".to_owned(),
        String::new(),
    ];
    texts.into_iter().map(String::into_bytes).chain([[vec![0xff, 0xfe], wide].concat()]).collect()
});

/// Files of arrays, and others that tell where they come from.
static ARRAYS: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let array = |shape: &[usize]| tightrope::param::Array {
        shape: shape.to_vec(),
        values: (0..shape.iter().product()).map(|k: usize| k as f64 * 0.5).collect(),
    };
    let (a, b) = (array(&[2, 3]), array(&[4]));
    let packed = tightrope::session::arrays_to_bytes([("W", &a), ("edges", &b)]).unwrap();
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/weights/learn-lin.npz");
    vec![
        ("a.npz", packed),
        ("a.npz", std::fs::read(assets).unwrap()),
        ("a.csv", b"pre,post,weight_mV\n0,1,0.5\n1,2,-0.25\n".to_vec()),
    ]
});

/// What carries a line that says where it comes from.
static ORIGINS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let preset = Preset::<System>::open("fig-4f").unwrap();
    let line = Provenance::of(&preset, &preset.setup, &preset.look).text();
    let letters: Vec<u8> = line.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
    let mut npz = tightrope::session::NpzWriter::new(std::io::Cursor::new(Vec::new()));
    npz.put("provenance", &format!("<U{}", line.chars().count()), &[], &letters).unwrap();
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(data);
        [&(data.len() as u32).to_be_bytes()[..], kind, data, &sum.sum().to_be_bytes()].concat()
    };
    let key = tightrope::reading::IMPRINT_KEY;
    let text = [key.as_bytes(), &[0; 5], line.as_bytes()].concat();
    let png =
        [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &[0; 13]), &chunk(b"iTXt", &text), &chunk(b"IEND", b"")].concat();
    let pieces = format!("{key}\n{line}");
    let pieces =
        pieces.as_bytes().chunks(255).flat_map(|piece| [&[piece.len() as u8], piece].concat()).collect::<Vec<u8>>();
    let gif = [&b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe"[..], &pieces, &[0, 0x3b]].concat();
    let svg = format!("<svg xmlns=\"a\"><tightrope:provenance>{line}</tightrope:provenance></svg>");
    let pdf = format!("%PDF-1.7\n<tightrope:provenance>{line}</tightrope:provenance>\n%%EOF");
    vec![
        line.clone().into_bytes(),
        format!("{{\"program\": \"tightrope\", \"provenance\": {}}}", serde_json::to_string(&line).unwrap())
            .into_bytes(),
        npz.finish().unwrap().into_inner(),
        png,
        gif,
        svg.into_bytes(),
        pdf.into_bytes(),
    ]
});

proptest! {
    #![proptest_config(inputs(300))]

    #[test]
    fn presets(which in 0..BUILT_IN.len(), damage in damages()) {
        let bytes = damaged(&PRESETS[which], &PRESETS, &damage);
        match Preset::<System>::from_bytes(Path::new("mine.toml"), &bytes) {
            Ok(preset) => drop(runs(&preset.setup)?),
            Err(error) => is_short(&error.to_string(), &bytes)?,
        }
    }

    #[test]
    fn sessions(which in 0..SESSIONS.len(), damage in damages()) {
        let bytes = damaged(&SESSIONS[which], &SESSIONS, &damage);
        let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(()) };
        match SessionFile::<System>::read(text, Path::new("nowhere")) {
            Ok(session) => {
                session.recipe.told.iter().try_for_each(|told| is_short(told, &bytes))?;
                runs(&session.recipe.setup)?;
            }
            Err(error) => is_short(&error, &bytes)?,
        }
    }

    #[test]
    fn codes(which in 0..CODES.len(), damage in damages(), is_whole in any::<bool>()) {
        let text = if is_whole {
            let recipes = [&b"preset = \"fig-4f\"\nis = \"00000000\"\n[params]\nd_e = 0.25\n[look]\nspeed = 0.5\n"[..], &PRESETS[which]];
            code_of(&damaged(recipes[which % 2], &SESSIONS, &damage))
        } else {
            String::from_utf8_lossy(&damaged(&CODES[which], &CODES, &damage)).into_owned()
        };
        match decode::<System>(&text) {
            Ok(recipe) => {
                recipe.told.iter().try_for_each(|told| is_short(told, text.as_bytes()))?;
                runs(&recipe.setup)?;
            }
            Err(error) => is_short(&error, text.as_bytes())?,
        }
    }

    #[test]
    fn saved_runs(which in 0..RUNS.len(), damage in damages(), fits in prop::bool::weighted(0.9)) {
        use sha2::Digest as _;
        let mut bytes = damaged(&RUNS[which], &RUNS, &damage);
        if fits && bytes.len() > SUM.end {
            let sum = sha2::Sha256::digest(&bytes[SUM.end..]);
            bytes[..SUM.start].copy_from_slice(&RUNS[which][..SUM.start]);
            bytes[SUM].copy_from_slice(&sum);
        }
        match restore::<System>(&bytes) {
            Ok(mut run) => runs_on(&mut run)?,
            Err(error) => is_short(&error, &bytes)?,
        }
    }

    #[test]
    fn recorded_folders(which in 0..FOLDERS.len(), file in any::<prop::sample::Index>(), damage in damages()) {
        let folder = &FOLDERS[which];
        // The file that names all others is damaged as often as any other.
        let file = file.index(2 * folder.len());
        let file = if file < folder.len() { file } else { folder.iter().position(|(name, _)| name == "params.json").unwrap() };
        let others: Vec<Vec<u8>> = folder.iter().map(|(_, bytes)| bytes.clone()).collect();
        let dir = tempfile::tempdir().unwrap();
        let mut given = Vec::new();
        for (k, (name, bytes)) in folder.iter().enumerate() {
            let bytes = if k == file { damaged(bytes, &others, &damage) } else { bytes.clone() };
            std::fs::write(dir.path().join(name), &bytes).unwrap();
            if k == file {
                given = bytes;
            }
        }
        if let Err(error) = tightrope::cli::verify::verify(dir.path()) {
            is_short(&error.to_string(), &given)?;
        }
    }

    #[test]
    fn tables(which in 0..TABLES.len(), damage in damages(), purpose in 0..3, scale in any::<bool>()) {
        use tightrope::session::Purpose;
        let bytes = damaged(&TABLES[which], &TABLES, &damage);
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.csv");
        std::fs::write(&path, &bytes).unwrap();
        let plan = Preset::<System>::built_in("fig-5d").unwrap().setup.plan(None).unwrap();
        let hands = plan.hands();
        let wanted = Wanted {
            purpose: [Purpose::Any, Purpose::Target, Purpose::Input][purpose as usize],
            drawing: hands.canvas().unwrap_or_default().1,
            reach: hands.reach(),
            input_reach: hands.input_reach(),
            scale,
            ..Wanted::default()
        };
        let setup = Preset::<System>::built_in("fig-5d").unwrap().setup;
        let (edits, told) = match Load::new(Source::File(path), wanted).now() {
            Ok(Loaded::Target { traced, told, .. }) => (hands.trace(&traced).map(|(edits, _)| edits), told),
            Ok(Loaded::Input { values, length_s, told, .. }) => (Ok(hands.draw_input(values, 0.0, length_s)), told),
            Ok(Loaded::Beyond { why, .. }) => (Err(why), Vec::new()),
            Ok(Loaded::Ask { table, .. }) => (Err(table.titles()), Vec::new()),
            Ok(_) => return Ok(()),
            Err(why) => (Err(why), Vec::new()),
        };
        told.iter().try_for_each(|told| is_short(told, &bytes))?;
        match edits {
            Ok(edits) => match apply(&setup, &edits) {
                Ok((setup, _)) => drop(runs(&setup)?),
                Err(error) => is_short(&error.to_string(), &bytes)?,
            },
            Err(why) => is_short(&why, &bytes)?,
        }
    }

    #[test]
    fn arrays(which in 0..3usize, damage in damages()) {
        let others: Vec<Vec<u8>> = ARRAYS.iter().map(|(_, bytes)| bytes.clone()).collect();
        let (name, bytes) = &ARRAYS[which];
        let bytes = damaged(bytes, &others, &damage);
        match arrays_from_bytes(name, &bytes, None) {
            // Whoever asks for what is not in it is told what is.
            Ok(arrays) => match (arrays.get("W", &[2, 3]), arrays.rows("edges", "pre,post,weight_mV")) {
                (Err(a), Err(b)) => { is_short(&a, &bytes)?; is_short(&b, &bytes)?; }
                (Err(why), _) | (_, Err(why)) => is_short(&why, &bytes)?,
                _ => {}
            },
            Err(why) => is_short(&why, &bytes)?,
        }
    }

    #[test]
    fn figures(which in 0..7usize, damage in damages()) {
        let bytes = damaged(&ORIGINS[which], &ORIGINS, &damage);
        match Provenance::find_in(&bytes) {
            None => {}
            Some(Err(why)) => is_short(&why, &bytes)?,
            Some(Ok(origin)) => match origin.recipe::<System>() {
                Ok(recipe) => recipe.told.iter().try_for_each(|told| is_short(told, &bytes))?,
                Err(why) => is_short(&why, &bytes)?,
            },
        }
    }

    #[test]
    fn talks_and_lessons(which in 0..30usize, damage in damages()) {
        let all: Vec<Vec<u8>> = texts(TALKS).into_iter().chain(texts(LESSONS)).collect();
        let which = which % all.len();
        let bytes = damaged(&all[which], &all, &damage);
        let text = String::from_utf8_lossy(&bytes);
        let told = match which < TALKS.len() {
            true => Talk::parse("t", "t.toml", &text).err().map(|error| error.to_string()),
            false => Lesson::parse("t", &text).err(),
        };
        told.iter().try_for_each(|told| is_short(told, &bytes))?;
    }

    #[test]
    fn settings_that_are_typed(which in 0..BUILT_IN.len(), id in any::<prop::sample::Index>(), damage in damages()) {
        let setup = Preset::<System>::built_in(BUILT_IN[which].0).unwrap().setup;
        let all = list(&mut setup.clone());
        let (spec, value) = &all[id.index(all.len())];
        let typed: Vec<Vec<u8>> = ["x=0.1:1:10", "t_shift_e[3]=0.5", "mute={1 = 1, 2 = 1}", "formula=sin(x) + 2^x"]
            .iter().map(|text| text.as_bytes().to_vec()).collect();
        let text = damaged(format!("{}={value}", spec.id).as_bytes(), &typed, &damage);
        let text = String::from_utf8_lossy(&text);
        if let Err(why) = Span::parse(&mut setup.clone(), &text) {
            is_short(&why, text.as_bytes())?;
        }
        let edit = match Edit::parse(&text) {
            Ok(edit) => edit,
            Err(why) => return is_short(&why, text.as_bytes()),
        };
        match apply(&setup, std::slice::from_ref(&edit)) {
            Ok((setup, _)) => drop(runs(&setup)?),
            Err(error) => is_short(&error.to_string(), text.as_bytes())?,
        }
        let (_, told) = tightrope::param::typed(spec, &text);
        told.iter().try_for_each(|told| is_short(told, text.as_bytes()))?;
    }
}
