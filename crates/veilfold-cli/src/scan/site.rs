//! Where in the program a record was made, as the record itself tells it.

use serde_json::Value;

/// Keys of a file and of its line, as loggers write them: Python's `LogRecord`, OpenTelemetry (old and new names),
/// ECS, zap, slog, winston, Serilog.
const FILES: [(&str, &str); 8] = [
    ("pathname", "lineno"),
    ("code.filepath", "code.lineno"),
    ("code.file.path", "code.line.number"),
    ("log.origin.file.name", "log.origin.file.line"),
    ("filename", "lineno"),
    ("file", "line"),
    ("file", "lineno"),
    ("SourceFile", "LineNumber"),
];
/// Keys of an object that holds them.
const OBJECTS: [&str; 6] =
    ["caller", "source", "logging.googleapis.com/sourceLocation", "Attributes", "attributes", "location"];
/// Keys of a logger, where the place is not told.
const LOGGERS: [&str; 6] = ["logger", "log.logger", "logger_name", "loggerName", "name", "target"];

/// `file:line`, or the name of the logger; `(unknown)` where the record tells neither.
pub(super) fn of(record: &Value) -> String {
    place(record)
        .or_else(|| text(record, "caller").or_else(|| text(record, "source")))
        .or_else(|| OBJECTS.iter().find_map(|key| place(&record[*key])))
        .or_else(|| place(&flat(&record["log"]["origin"])))
        .or_else(|| LOGGERS.iter().find_map(|key| text(record, key)))
        .unwrap_or_else(|| "(unknown)".to_owned())
}

fn place(object: &Value) -> Option<String> {
    FILES.iter().find_map(|(file, line)| {
        let file = text(object, file)?;
        Some(match &object[*line] {
            Value::Number(line) => format!("{file}:{line}"),
            Value::String(line) => format!("{file}:{line}"),
            _ => return None,
        })
    })
}

/// ECS, nested: `{"file": {"name": …, "line": …}}`.
fn flat(origin: &Value) -> Value {
    serde_json::json!({"file": origin["file"]["name"], "line": origin["file"]["line"]})
}

fn text(object: &Value, key: &str) -> Option<String> {
    object[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writers_way_to_tell_the_place() {
        for (record, site) in [
            (r#"{"pathname":"/srv/a.py","lineno":12,"name":"shop"}"#, "/srv/a.py:12"),
            (r#"{"file":"a.go","line":"7"}"#, "a.go:7"),
            (r#"{"caller":"http/server.go:12","logger":"api"}"#, "http/server.go:12"),
            (r#"{"caller":{"file":"a.py","line":3,"function":"f"}}"#, "a.py:3"),
            (r#"{"source":{"function":"main.f","file":"/m.go","line":4}}"#, "/m.go:4"),
            (r#"{"code.filepath":"a.rb","code.lineno":9}"#, "a.rb:9"),
            (r#"{"Attributes":{"code.file.path":"a.rb","code.line.number":9}}"#, "a.rb:9"),
            (r#"{"log":{"origin":{"file":{"name":"A.java","line":42}}},"log.logger":"x"}"#, "A.java:42"),
            (r#"{"logger":"shop.pay","message":"m"}"#, "shop.pay"),
            (r#"{"file":"only.py","logger":"shop"}"#, "shop"),
            (r#"{"message":"m"}"#, "(unknown)"),
            (r#""a text""#, "(unknown)"),
        ] {
            assert_eq!(of(&serde_json::from_str(record).unwrap()), site, "{record}");
        }
    }
}
