//! The message modification interface of rsyslog's `mmexternal` (external plugin interface, version 1.0): one
//! line in, one line of JSON out, and nothing else ever on either output stream, since rsyslog reads both.
//!
//! rsyslog passes a message on as it is when the helper dies or answers rubbish. So every answer says that this
//! very message was seen (`$!veilfold!ok`, and `$!veilfold!of`, the message's own `uuid`), and the
//! configuration of `veilfold export rsyslog` writes nothing that does not say so.

use crate::armour::Armour;
use crate::error::CliError;
use crate::lines::Lines;
use serde_json::{Map, Value};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use veilfold_core::encode::json;
use veilfold_core::{Engine, GroupId, Scratch};

/// Properties beside the message that a sender fills and that an answer can replace.
const TEXTS: [&str; 5] = ["syslogtag", "structured-data", "hostname", "procid", "msgid"];
/// The answer when a message could not be judged: rsyslog keeps it, the configuration locks it away.
const FAULT: &[u8] = br#"{"$!":{"veilfold":{"ok":false}}}"#;
/// Names of RFC 5424 severities, 0 to 7.
const SEVERITIES: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// The helper's side of the conversation.
pub(crate) struct Rsyslog<'e, W> {
    engine: &'e Engine,
    armour: Armour,
    scratch: Scratch,
    out: Vec<u8>,
    output: W,
}

impl<'e, W: Write> Rsyslog<'e, W> {
    /// Answers on `output`.
    pub(crate) fn new(engine: &'e Engine, output: W) -> Rsyslog<'e, W> {
        let armour = Armour::new(engine.policy().redactor());
        Rsyslog { engine, armour, scratch: Scratch::default(), out: Vec::new(), output }
    }

    fn reply(&mut self, line: &[u8]) {
        let start = self.out.len();
        let answered = catch_unwind(AssertUnwindSafe(|| {
            // `interface.input="msg"` or `"rawmsg"`: the line is the text.
            let bare = || Message { text: String::from_utf8_lossy(line).into_owned(), ..Message::default() };
            self.message(&Message::parse(line).unwrap_or_else(bare))
        }));
        if !matches!(answered, Ok(Some(()))) {
            self.out.truncate(start);
            self.out.extend_from_slice(FAULT);
            self.scratch = Scratch::default();
        }
    }

    /// Writes the answer to one message, or nothing useful and `None`.
    fn message(&mut self, message: &Message) -> Option<()> {
        let masked = self.armour.hides(message.text.as_bytes()).map(|span| {
            let text = message.text.as_bytes();
            [&text[..span.start], Armour::MARKER, &text[span.end..]].concat()
        });
        let text = masked.as_deref().unwrap_or(message.text.as_bytes());
        let mut clean = Vec::new();
        let outcome = self.engine.transform(text, &mut clean, &mut self.scratch);
        let id = outcome.group.or_else(|| self.id(&clean, message.severity));

        self.out.extend_from_slice(b"{\"msg\":");
        json::string(&mut self.out, &clean);
        if let Some(raw) = &message.raw {
            // rsyslog keeps the message as the end of its raw form and replaces it there. Where it is not the end,
            // something of it would stay behind.
            let head = raw.strip_suffix(message.text.as_str())?;
            let clean_head = self.redacted(head.as_bytes());
            if clean_head != head.as_bytes() {
                self.member("rawmsg", &[fit(&clean_head, head)?, clean.clone()].concat());
            }
        }
        for (name, value) in &message.texts {
            let clean = self.redacted(value.as_bytes());
            if clean != value.as_bytes() {
                self.member(name, &clean);
            }
        }
        self.out.extend_from_slice(b",\"$!\":{");
        if let Some(tree) = &message.tree {
            self.tree(tree)?;
        }
        self.out.extend_from_slice(b"\"veilfold\":{\"ok\":true");
        if let Some(uuid) = &message.uuid {
            self.member("of", uuid.as_bytes());
        }
        if let Some(id) = id {
            self.member("group_id", id.to_string().as_bytes());
        }
        self.out.extend_from_slice(b"}}}");
        Some(())
    }

    fn member(&mut self, name: &str, value: &[u8]) {
        self.out.push(b',');
        json::string(&mut self.out, name.as_bytes());
        self.out.push(b':');
        json::string(&mut self.out, value);
    }

    fn redacted(&mut self, text: &[u8]) -> Vec<u8> {
        let mut clean = Vec::new();
        if !self.engine.redact(text, &mut clean, &mut self.scratch) {
            clean.extend_from_slice(text);
        }
        clean
    }

    /// The members of the message's own `$!` tree (of mmjsonparse, imjournal, …), cleaned, each with a comma
    /// after it. rsyslog merges them into what it has, so a member that a rule removes is answered as null.
    fn tree(&mut self, tree: &Map<String, Value>) -> Option<()> {
        let text = serde_json::to_vec(tree).ok()?;
        let clean: Map<String, Value> = serde_json::from_slice(&self.redacted(&text)).ok()?;
        // A key that a rule rewrites (a secret used as a key) leaves its old self behind, null.
        let gone = tree.keys().filter(|key| !clean.contains_key(*key)).map(|key| (key, &Value::Null));
        for (key, value) in clean.iter().chain(gone) {
            if key == "veilfold" {
                continue;
            }
            json::string(&mut self.out, key.as_bytes());
            self.out.push(b':');
            serde_json::to_writer(&mut self.out, value).ok()?;
            self.out.push(b',');
        }
        Some(())
    }

    /// The id that the engine gives to a record of this text: the same that it gives to a JSON line.
    fn id(&mut self, text: &[u8], severity: usize) -> Option<GroupId> {
        let mut record = b"{\"level\":\"".to_vec();
        record.extend_from_slice(SEVERITIES.get(severity)?.as_bytes());
        record.extend_from_slice(b"\",");
        json::string(
            &mut record,
            self.engine.options().message_field.as_deref().unwrap_or("message").as_bytes(),
        );
        record.push(b':');
        json::string(&mut record, text);
        record.push(b'}');
        self.engine.transform(&record, &mut Vec::new(), &mut self.scratch).group
    }
}

/// The cleaned head of a raw message in as many bytes as it had: rsyslog remembers where the message begins.
/// `None` where that is not known, since bytes were no UTF-8.
fn fit(clean: &[u8], head: &str) -> Option<Vec<u8>> {
    if head.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    let mut fitting = if clean.len() <= head.len() { clean.to_vec() } else { Vec::new() };
    fitting.resize(head.len(), b' ');
    Some(fitting)
}

impl<W: Write> Lines for Rsyslog<'_, W> {
    fn line(&mut self, line: &[u8], _: &[u8]) -> Result<(), CliError> {
        self.reply(line);
        self.out.push(b'\n');
        Ok(())
    }

    fn too_long(&mut self, _: u64, _: &[u8]) -> Result<(), CliError> {
        self.out.extend_from_slice(FAULT);
        self.out.push(b'\n');
        Ok(())
    }

    fn pause(&mut self, _: usize) -> Result<(), CliError> {
        let written = self.output.write_all(&self.out).and_then(|()| self.output.flush());
        self.out.clear();
        written.map_err(CliError::Output)
    }
}

/// What rsyslog says of a message (`interface.input="fulljson"`).
struct Message {
    text: String,
    raw: Option<String>,
    texts: Vec<(&'static str, String)>,
    severity: usize,
    uuid: Option<String>,
    tree: Option<Map<String, Value>>,
}

impl Default for Message {
    fn default() -> Message {
        // Nothing is known of how serious a bare line is; `notice` is what syslog assumes (RFC 3164, 4.3.3).
        Message { text: String::new(), raw: None, texts: Vec::new(), severity: 5, uuid: None, tree: None }
    }
}

impl Message {
    /// The message of a line of `fulljson`; `None` for any other line.
    fn parse(line: &[u8]) -> Option<Message> {
        let line = String::from_utf8_lossy(line);
        let mut all: Map<String, Value> = serde_json::from_str(&line).ok()?;
        let mut take = |key: &str| match all.remove(key) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (text, raw) = (take("msg")?, take("rawmsg")?);
        let severity = take("syslogseverity").and_then(|s| s.parse().ok()).unwrap_or(5);
        let uuid = take("uuid").filter(|u| u.len() == 32 && u.bytes().all(|b| b.is_ascii_hexdigit()));
        let texts = TEXTS.iter().filter_map(|name| Some((*name, take(name)?))).collect();
        let tree = match all.remove("$!") {
            Some(Value::Object(tree)) => Some(tree),
            _ => None,
        };
        Some(Message { text, raw: Some(raw), texts, severity, uuid, tree })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use veilfold_core::{GroupScope, Options, Policy};

    const UUID: &str = "0123456789ABCDEF0123456789ABCDEF";

    fn engine(policy: &str) -> Engine {
        let policy = Policy::compile(policy, "<string>", &|_| None).expect("a sound policy");
        Engine::new(policy, Options { group: GroupScope::All, ..Options::default() })
    }

    fn answer(policy: &str, line: &[u8]) -> Value {
        let engine = engine(policy);
        let mut written = Vec::new();
        let mut helper = Rsyslog::new(&engine, &mut written);
        helper.line(line, b"\n").expect("memory does not fail");
        helper.pause(0).expect("memory does not fail");
        assert_eq!(written.pop(), Some(b'\n'));
        assert!(!written.contains(&b'\n'), "one line, and one only");
        serde_json::from_slice(&written).expect("JSON")
    }

    fn full(message: &Value) -> Vec<u8> {
        let mut full = serde_json::json!({
            "rawmsg": message["msg"], "hostname": "h", "syslogtag": "app:", "syslogseverity": "3", "structured-data": "-",
            "uuid": UUID, "$!": null,
        });
        for (key, value) in message.as_object().expect("an object") {
            full[key] = value.clone();
        }
        full.to_string().into_bytes()
    }

    #[test]
    fn message_and_raw_message_are_cleaned_and_the_rest_is_left_alone() {
        let line = full(&serde_json::json!({
            "msg": " login password=hunter2hunter2", "rawmsg": "<11>Nov 1 h app: login password=hunter2hunter2",
        }));
        let answer = answer("version = 1", &line);
        assert_eq!(answer["msg"], " login password=[REDACTED]");
        assert!(answer.get("rawmsg").is_none(), "rsyslog replaces the message in it by itself: {answer}");
        assert_eq!(answer["$!"]["veilfold"]["ok"], true);
        assert_eq!(answer["$!"]["veilfold"]["of"], UUID);
        assert!(answer.get("hostname").is_none() && answer.get("structured-data").is_none(), "{answer}");
    }

    #[test]
    fn a_cleaned_head_keeps_its_length_since_rsyslog_keeps_the_offset() {
        let raw = "<165>1 - h a - - [a@1 password=\"hunter2hunter2\"] x";
        let answer = answer("version = 1", &full(&serde_json::json!({"msg": "x", "rawmsg": raw})));
        assert_eq!(answer["rawmsg"], "<165>1 - h a - - [a@1 password=\"[REDACTED]\"]     x");
        let long = fit(b"[REDACTED:credit_card]", "4111111111111111").expect("UTF-8");
        assert_eq!(long, b"                ");
    }

    #[test]
    fn what_rsyslog_could_not_replace_is_refused() {
        let answer = answer("version = 1", &full(&serde_json::json!({"msg": "x", "rawmsg": "x and more"})));
        assert_eq!(answer["$!"]["veilfold"]["ok"], false);
    }

    #[test]
    fn structured_data_tag_and_tree_are_cleaned() {
        let line = full(&serde_json::json!({
            "msg": "x", "structured-data": "[a@1 password=\"hunter2hunter2\"]", "syslogtag": "AKIAIOSFODNN7EXAMPLE:",
            "$!": {"password": "hunter2hunter2", "n": 1.5, "deep": {"token": "hunter2hunter2"}},
        }));
        let answer = answer("version = 1", &line);
        assert!(!answer.to_string().contains("hunter2"), "{answer}");
        assert!(!answer.to_string().contains("AKIAIOSFODNN7EXAMPLE"), "{answer}");
        assert_eq!(answer["$!"]["n"], 1.5);
    }

    #[test]
    fn what_is_removed_from_the_tree_is_null_since_rsyslog_merges() {
        let line = full(&serde_json::json!({"msg": "x", "$!": {"card": "4111 1111 1111 1111", "b": 1}}));
        let policy =
            "version = 1\n[fields]\ndeny = [\"card\"]\n[actions]\ncredit_card = { action = \"remove\" }";
        let answer = answer(policy, &line);
        assert!(!answer.to_string().contains("4111"), "{answer}");
        assert!(answer["$!"].as_object().expect("a tree").contains_key("card"));
    }

    #[test]
    fn a_message_cannot_vouch_for_itself() {
        let forged = serde_json::json!({"veilfold": {"ok": true, "of": "f", "group_id": "m1-0"}});
        let answer = answer("version = 1", &full(&serde_json::json!({"msg": "x", "$!": forged})));
        assert_eq!(answer["$!"]["veilfold"]["of"], UUID);
        assert_ne!(answer["$!"]["veilfold"]["group_id"], "m1-0");
    }

    #[test]
    fn ids_are_those_of_a_json_line() {
        let engine = engine("version = 1");
        for text in ["disk sda1 is full", "user 7 paid with 4111 1111 1111 1111"] {
            let mut line = b"{\"level\":\"err\",\"message\":".to_vec();
            json::string(&mut line, text.as_bytes());
            line.push(b'}');
            let native = engine.transform(&line, &mut Vec::new(), &mut Scratch::default()).group;
            let answer = answer("version = 1", &full(&serde_json::json!({"msg": text})));
            assert_eq!(answer["$!"]["veilfold"]["group_id"], native.expect("an id").to_string());
        }
    }

    #[test]
    fn any_line_has_one_answer() {
        for line in [
            &b""[..],
            b"{",
            b"{}",
            b"\xff\xfe password=hunter2hunter2",
            b"null",
            b"[1]",
            b"{\"msg\":1,\"rawmsg\":\"x\"}",
            b"{\"msg\":\"b\\nc\",\"rawmsg\":\"xb\\nc\",\"uuid\":\"short\"}",
        ] {
            let answer = answer("version = 1", line);
            assert_eq!(answer["$!"]["veilfold"]["ok"], true, "{}", String::from_utf8_lossy(line));
            assert!(!answer.to_string().contains("hunter2"));
        }
    }
}
