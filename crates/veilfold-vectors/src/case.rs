//! Cases and their files.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs};
use veilfold_core::{Format, GroupScope, Options, Precision, Schema};

/// What a case is about; also the name of its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One text, its secrets hidden.
    Redact,
    /// One message or stack, named.
    Group,
    /// One record, written as a line of a schema.
    Encode,
    /// One line of another program, rewritten.
    Transform,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Redact, Kind::Group, Kind::Encode, Kind::Transform];

    /// The name of its folder.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Redact => "redact",
            Kind::Group => "group",
            Kind::Encode => "encode",
            Kind::Transform => "transform",
        }
    }
}

/// Options of a case, named as in [`Options`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each is the field of the same name of `Options`")]
pub struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub component: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub static_fields: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extras_key: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rename: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stacktrace: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_field: Option<String>,
}

impl Settings {
    /// The options that these settings ask for.
    ///
    /// # Errors
    ///
    /// The name of a setting whose value is not known.
    pub fn options(&self) -> Result<Options, String> {
        fn read<T>(
            name: &str,
            value: Option<&String>,
            find: fn(&str) -> Option<T>,
        ) -> Result<Option<T>, String> {
            value.map(|v| find(v).ok_or_else(|| format!("options.{name}: unknown value {v:?}"))).transpose()
        }
        let defaults = Options::default();
        Ok(Options {
            format: read("format", self.format.as_ref(), Format::from_name)?.unwrap_or_default(),
            schema: read("schema", self.schema.as_ref(), Schema::from_name)?.unwrap_or_default(),
            group: read("group", self.group.as_ref(), GroupScope::from_name)?.unwrap_or_default(),
            precision: read("precision", self.precision.as_ref(), Precision::from_name)?.unwrap_or_default(),
            service: self.service.clone(),
            component: self.component.clone(),
            static_fields: self.static_fields.clone(),
            extras_key: self.extras_key.clone(),
            rename: self.rename.clone(),
            caller: self.caller.unwrap_or(defaults.caller),
            stacktrace: self.stacktrace.unwrap_or(defaults.stacktrace),
            message_field: self.message_field.clone(),
            ..defaults
        })
    }
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is about.
    pub kind: Kind,
    /// The file it stands in.
    pub file: PathBuf,
    /// Its name, unique within its kind.
    pub name: String,
    /// Why it is there.
    pub why: String,
    /// What goes in.
    pub input: Vec<u8>,
    /// What must come out; for [`Kind::Group`] the template, where one is given.
    pub expect: Option<Vec<u8>>,
    /// A case of the same group id.
    pub same_as: Option<String>,
    /// Cases of other group ids.
    pub different_from: Vec<String>,
    /// The policy, as TOML.
    pub policy: Option<String>,
    /// Options of the engine.
    pub options: Settings,
    /// The record is another program's: no `LogRecord` holds it, so Python does not pose it as one too.
    pub foreign: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    why: String,
    input: Option<String>,
    input_hex: Option<String>,
    expect: Option<String>,
    expect_hex: Option<String>,
    template: Option<String>,
    same_as: Option<String>,
    #[serde(default)]
    different_from: Vec<String>,
    policy: Option<String>,
    #[serde(default)]
    options: Settings,
    #[serde(default)]
    foreign: bool,
}

/// Why the vectors could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong in it.
    pub message: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.message)
    }
}

impl std::error::Error for LoadError {}

/// All cases below `root`, by kind and file.
///
/// # Errors
///
/// The first file that cannot be read or holds a case that makes no sense.
pub fn load(root: &Path) -> Result<Vec<Case>, LoadError> {
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        let folder = root.join(kind.as_str());
        let fail = |e: std::io::Error| LoadError { file: folder.clone(), message: e.to_string() };
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.extension().is_some_and(|e| e == "toml") {
                files.push(path);
            }
        }
        files.sort();
        let mut names = HashSet::new();
        for file in files {
            let fail = |message: String| LoadError { file: file.clone(), message };
            let text = fs::read_to_string(&file).map_err(|e| fail(e.to_string()))?;
            let parsed: File = toml::from_str(&text).map_err(|e| fail(e.to_string()))?;
            for entry in parsed.case {
                let name = entry.name.clone();
                let case = entry
                    .into_case(kind, &file)
                    .map_err(|message| fail(format!("case {name:?}: {message}")))?;
                if !names.insert(name.clone()) {
                    return Err(fail(format!("case {name:?}: there are two of this name")));
                }
                cases.push(case);
            }
        }
    }
    Ok(cases)
}

impl Entry {
    fn into_case(self, kind: Kind, file: &Path) -> Result<Case, String> {
        let input = bytes("input", self.input, self.input_hex)?.ok_or("input or input_hex is missing")?;
        let expect = bytes("expect", self.expect, self.expect_hex)?;
        let grouped = self.template.is_some() || self.same_as.is_some() || !self.different_from.is_empty();
        if kind == Kind::Group {
            if expect.is_some() || !grouped {
                return Err("a group case has template, same_as or different_from, and no expect".into());
            }
        } else if expect.is_none() || grouped {
            return Err("expect or expect_hex is missing, or there is a key of group cases".into());
        }
        if matches!(kind, Kind::Transform | Kind::Encode) && input.contains(&b'\n') {
            return Err("a line has no line end in it".into());
        }
        if self.foreign && kind != Kind::Encode {
            return Err("foreign is a key of encode cases".into());
        }
        self.options.options()?;
        Ok(Case {
            kind,
            file: file.to_path_buf(),
            name: self.name,
            why: self.why,
            input,
            expect: expect.or(self.template.map(String::into_bytes)),
            same_as: self.same_as,
            different_from: self.different_from,
            policy: self.policy,
            options: self.options,
            foreign: self.foreign,
        })
    }
}

fn bytes(name: &str, text: Option<String>, hex: Option<String>) -> Result<Option<Vec<u8>>, String> {
    match (text, hex) {
        (Some(_), Some(_)) => Err(format!("{name} and {name}_hex exclude each other")),
        (Some(text), None) => Ok(Some(text.into_bytes())),
        (None, Some(hex)) => unhex(&hex).map(Some).ok_or(format!("{name}_hex is not hexadecimal")),
        (None, None) => Ok(None),
    }
}

/// Bytes of pairs of hexadecimal digits, with blanks between them or not.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_digit(16).map(|d| d as u8)).collect();
    let digits = digits?;
    (digits.len() % 2 == 0).then(|| digits.chunks(2).map(|d| d[0] << 4 | d[1]).collect())
}
