//! What goes out in the place of a record that the module did not answer.

/// Why a record was answered with a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The module trapped.
    Trap,
    /// The module took longer than the deadline.
    Deadline,
    /// The module has no memory for the record.
    Memory,
    /// The module answered with nothing, or pointed outside its memory.
    Answer,
    /// A fresh instance could not be started.
    Start,
}

impl Fault {
    /// The reason, as markers and logs print it.
    pub const fn reason(self) -> &'static str {
        match self {
            Fault::Trap => "trap",
            Fault::Deadline => "deadline",
            Fault::Memory => "memory",
            Fault::Answer => "answer",
            Fault::Start => "start",
        }
    }

    /// The JSON object that goes out. It holds nothing of the record.
    pub const fn marker(self) -> &'static str {
        match self {
            Fault::Trap => r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"trap"}"#,
            Fault::Deadline => r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"deadline"}"#,
            Fault::Memory => r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"memory"}"#,
            Fault::Answer => r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"answer"}"#,
            Fault::Start => r#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"start"}"#,
        }
    }
}
