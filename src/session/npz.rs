//! Arrays as NumPy's NPZ files: a ZIP archive of NPY files, each a header of one line and the numbers. A table of numbers as
//! a CSV file is one array that has its header for a name.

use crate::machine::{MOST_BYTES, bytes};
use crate::param::{Array, Arrays};
use crate::reading::{Table, decode, quoted};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Numbers that a file may hold.
const MOST: usize = 1 << 27;

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads an NPZ or CSV file; `file` is how the preset names it, relative to `folder`.
///
/// # Errors
/// If it is missing, has another hash than `expected`, or is damaged; the text names the file.
pub fn read_arrays(folder: &Path, file: &str, expected: Option<&str>) -> Result<Arrays, String> {
    let path = folder.join(file);
    let bytes = bytes(&path, MOST_BYTES)
        .map_err(|why| format!("{}: {why}; put the file there or name another", quoted(path.display())))?;
    from_bytes(file, &bytes, expected)
}

/// The arrays that come with the program, as (name, bytes); made by `tightrope run PRESET --for S --save-weights FILE`.
const BUILT_IN_ARRAYS: &[(&str, &[u8])] = &[
    ("weights/learn-lin.npz", include_bytes!("../../assets/weights/learn-lin.npz")),
    ("weights/learn-pend.npz", include_bytes!("../../assets/weights/learn-pend.npz")),
    ("weights/learn-vdp.npz", include_bytes!("../../assets/weights/learn-vdp.npz")),
    ("weights/learn-bist.npz", include_bytes!("../../assets/weights/learn-bist.npz")),
    ("weights/learn-lorenz.npz", include_bytes!("../../assets/weights/learn-lorenz.npz")),
];

/// Whether arrays are those of a file that comes with the program.
pub(super) fn is_built_in(arrays: &Arrays) -> bool {
    let known = BUILT_IN_ARRAYS.iter().find(|(name, _)| *name == arrays.file);
    known.is_some_and(|(_, bytes)| sha256(bytes).eq_ignore_ascii_case(&arrays.sha256))
}

/// The arrays of a file in `folder`, or of one that comes with the program if there is none with that name.
///
/// # Errors
/// As [`read_arrays`].
pub fn built_in_arrays(file: &str, expected: Option<&str>, folder: &Path) -> Result<Arrays, String> {
    let known = BUILT_IN_ARRAYS.iter().find(|(name, _)| *name == file);
    match known.filter(|_| !folder.join(file).is_file()) {
        Some((_, bytes)) => from_bytes(file, bytes, expected),
        None => read_arrays(folder, file, expected),
    }
}

/// The same from bytes.
///
/// # Errors
/// If the hash is another than `expected`, or they are damaged.
pub fn from_bytes(file: &str, bytes: &[u8], expected: Option<&str>) -> Result<Arrays, String> {
    let sha256 = sha256(bytes);
    if let Some(expected) = expected.filter(|expected| !expected.eq_ignore_ascii_case(&sha256)) {
        let (file, expected) = (quoted(file), quoted(expected));
        return Err(format!("{file} has changed: its SHA-256 is {sha256}, the preset expects {expected}"));
    }
    if Path::new(file).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
        let by_name = Arc::new(BTreeMap::from([table(file, bytes)?]));
        return Ok(Arrays { file: file.to_owned(), sha256, by_name });
    }
    let named = |what: String| format!("{}: {what}", quoted(file));
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| named(format!("is no NPZ file ({}); numpy.savez writes one", quoted(error))))?;
    let mut by_name = BTreeMap::new();
    let mut left = MOST as u64 * 8;
    for k in 0..archive.len() {
        let mut entry = archive.by_index(k).map_err(|error| named(quoted(error)))?;
        let name = entry.name().map_err(|error| named(quoted(error)))?.trim_end_matches(".npy").to_owned();
        let whose = |what: String| named(format!("`{}`: {what}", quoted(&name)));
        // What it says of its length may be wrong: what comes out counts.
        let mut content = Vec::new();
        entry.by_ref().take(left + 1).read_to_end(&mut content).map_err(|error| whose(quoted(error)))?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or_else(|| whose(format!("the arrays are larger than the {} MB that are allowed", (MOST * 8) >> 20)))?;
        let array = npy(&content).map_err(whose)?;
        by_name.insert(name, array);
    }
    Ok(Arrays { file: file.to_owned(), sha256, by_name: Arc::new(by_name) })
}

/// A table of numbers, row by row, by its header.
fn table(file: &str, bytes: &[u8]) -> Result<(String, Array), String> {
    let named = |why: String| format!("{}: {why}", quoted(file));
    let (text, _) = decode(bytes).map_err(named)?;
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    if let (Some(header), None) = (lines.next(), lines.next()) {
        // Headings over no rows.
        let names: Vec<&str> = header.split([',', ';', '\t']).map(str::trim).collect();
        return Ok((names.join(","), Array { shape: vec![0, names.len()], values: Vec::new() }));
    }
    let table = Table::read(&text).map_err(named)?;
    let width = table.columns.len().max(1);
    if table.len() * width > MOST {
        return Err(named(format!("has more than {MOST} numbers")));
    }
    let header = table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(",");
    let mut values = Vec::with_capacity(table.len() * width);
    for (row, line) in table.lines.iter().enumerate() {
        for column in &table.columns {
            if column.values[row].is_nan() {
                let column = quoted(&column.name);
                return Err(named(format!("line {line}, `{column}`: allowed is a finite number")));
            }
            values.push(column.values[row]);
        }
    }
    Ok((header, Array { shape: vec![table.len(), width], values }))
}

/// Writes arrays as an NPZ file of stored (not compressed) entries.
///
/// # Errors
/// If it cannot be written.
pub fn to_bytes<'a>(arrays: impl IntoIterator<Item = (&'a str, &'a Array)>) -> Result<Vec<u8>, String> {
    let mut file = NpzWriter::new(Cursor::new(Vec::new()));
    for (name, array) in arrays {
        let data: Vec<u8> = array.values.iter().flat_map(|v| v.to_le_bytes()).collect();
        file.put(name, "<f8", &array.shape, &data)?;
    }
    file.finish().map(Cursor::into_inner)
}

/// An NPZ file that is written array by array, however large they are.
pub struct NpzWriter<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> NpzWriter<W> {
    /// An empty one.
    pub fn new(to: W) -> Self {
        NpzWriter(ZipWriter::new(to))
    }

    /// Begins an array: what kind its items are of, as NumPy writes it, and how many bytes they have, which are written
    /// next, the last index running fastest.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(&mut self, name: &str, kind: &str, shape: &[usize], bytes: u64) -> Result<(), String> {
        let head = npy_head(kind, shape);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(head.len() as u64 + bytes >= u64::from(u32::MAX));
        self.0.start_file(format!("{name}.npy"), options).map_err(|error| error.to_string())?;
        self.write(&head)
    }

    /// Bytes of the array that was begun.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.0.write_all(bytes).map_err(|error| error.to_string())
    }

    /// A whole array.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn put(&mut self, name: &str, kind: &str, shape: &[usize], data: &[u8]) -> Result<(), String> {
        self.begin(name, kind, shape, data.len() as u64)?;
        self.write(data)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> Result<W, String> {
        self.0.finish().map_err(|error| error.to_string())
    }
}

/// The head of an NPY file.
fn npy_head(kind: &str, shape: &[usize]) -> Vec<u8> {
    let shape: String = shape.iter().map(|n| format!("{n}, ")).collect();
    let mut head = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({}), }}", shape.trim_end());
    // The header ends on a multiple of 64 bytes.
    let length = (10 + head.len() + 1).next_multiple_of(64) - 11;
    head.push_str(&" ".repeat(length - head.len()));
    head.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend_from_slice(&(head.len() as u16).to_le_bytes());
    bytes.extend_from_slice(head.as_bytes());
    bytes
}

/// One NPY file: real or whole numbers in little endian.
fn npy(bytes: &[u8]) -> Result<Array, String> {
    let damaged = || "it is no NPY file, or cut off".to_owned();
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err(damaged());
    }
    let version = *bytes.get(6).ok_or_else(damaged)?;
    let (length, start) = if version == 1 {
        let field = bytes.get(8..10).ok_or_else(damaged)?;
        (usize::from(u16::from_le_bytes([field[0], field[1]])), 10)
    } else {
        let field = bytes.get(8..12).ok_or_else(damaged)?;
        (u32::from_le_bytes([field[0], field[1], field[2], field[3]]) as usize, 12)
    };
    let head = bytes.get(start..start + length).ok_or_else(damaged)?;
    let head = std::str::from_utf8(head).map_err(|_| damaged())?;
    let after =
        |key: &str| head.split_once(key).map(|(_, rest)| rest.trim_start_matches([' ', ':'])).ok_or_else(damaged);
    let kind = after("'descr'")?.trim_start_matches('\'').split('\'').next().unwrap_or_default();
    let fortran = after("'fortran_order'")?.starts_with("True");
    let shape = after("'shape'")?.trim_start_matches('(').split(')').next().unwrap_or_default();
    let shape: Vec<usize> = shape
        .split(',')
        .map(str::trim)
        .filter(|n| !n.is_empty())
        .map(|n| n.parse().map_err(|_| damaged()))
        .collect::<Result<_, String>>()?;
    let count =
        shape.iter().try_fold(1usize, |all, n| all.checked_mul(*n)).filter(|n| *n <= MOST).ok_or_else(damaged)?;
    let data = &bytes[start + length..];
    macro_rules! numbers {
        ($type:ty) => {{
            let size = size_of::<$type>();
            if data.len() != count * size {
                return Err(damaged());
            }
            let one = |chunk: &[u8]| <$type>::from_le_bytes(chunk.try_into().unwrap_or_default()) as f64;
            data.chunks_exact(size).map(one).collect::<Vec<f64>>()
        }};
    }
    let values = match kind {
        "<f8" => numbers!(f64),
        "<f4" => numbers!(f32),
        "<i8" => numbers!(i64),
        "<i4" => numbers!(i32),
        "<u8" => numbers!(u64),
        "<u4" => numbers!(u32),
        "|u1" => numbers!(u8),
        other => {
            let other = quoted(other);
            return Err(format!("numbers of kind {other}; allowed are f8, f4, i8, i4, u8, u4, u1 in little endian"));
        }
    };
    Ok(Array { values: if fortran { transposed(&values, &shape) } else { values }, shape })
}

/// Numbers whose first index runs fastest, so that the last does.
fn transposed(values: &[f64], shape: &[usize]) -> Vec<f64> {
    let place = |mut k: usize| {
        let mut at = 0;
        let mut stride = 1;
        let mut index = vec![0; shape.len()];
        for axis in (0..shape.len()).rev() {
            index[axis] = k % shape[axis];
            k /= shape[axis];
        }
        for (axis, i) in index.into_iter().enumerate() {
            at += i * stride;
            stride *= shape[axis];
        }
        at
    };
    (0..values.len()).map(|k| values[place(k)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_read_back_and_changes_are_noticed() {
        let a = Array { shape: vec![2, 3], values: vec![1.0, -2.5, 3.0, 1e-300, 5.0, 6.0] };
        let b = Array { shape: vec![1], values: vec![7.0] };
        let bytes = to_bytes([("a", &a), ("b", &b)]).unwrap();
        let read = from_bytes("x.npz", &bytes, Some(&sha256(&bytes))).unwrap();
        assert_eq!(read.get("a", &[2, 3]).unwrap(), a.values);
        assert_eq!(read.by_name["b"], b);
        assert!(read.get("c", &[1]).unwrap_err().contains("it has a, b"));
        assert!(read.get("a", &[3, 2]).unwrap_err().contains("[3, 2]"));
        let mut changed = bytes.clone();
        changed[200] ^= 1;
        assert!(from_bytes("x.npz", &changed, Some(&sha256(&bytes))).unwrap_err().contains("has changed"));
        assert!(from_bytes("x.npz", &bytes[..40], None).unwrap_err().contains("is no NPZ file"));
        assert!(read_arrays(Path::new("nowhere"), "x.npz", None).unwrap_err().contains("nowhere"));
    }

    #[test]
    fn numpys_orders_and_kinds_are_known() {
        let file = |kind: &str, order: &str, shape: &str, data: &[u8]| {
            let head = format!("{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}\n");
            [b"\x93NUMPY\x01\x00", &(head.len() as u16).to_le_bytes()[..], head.as_bytes(), data].concat()
        };
        let ints: Vec<u8> = [1i32, 2, 3, 4, 5, 6].iter().flat_map(|v| v.to_le_bytes()).collect();
        let columns = npy(&file("<i4", "True", "(2, 3)", &ints)).unwrap();
        assert_eq!(columns.values, [1.0, 3.0, 5.0, 2.0, 4.0, 6.0], "column by column in the file, row by row here");
        assert_eq!(npy(&file("|u1", "False", "(2,)", &[7, 8])).unwrap().values, [7.0, 8.0]);
        assert!(npy(&file("<c16", "False", "(1,)", &[0; 16])).unwrap_err().contains("<c16"));
        assert!(npy(&file("<f8", "False", "(3,)", &[0; 16])).is_err());
    }
}
