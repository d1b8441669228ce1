//! Names and order of the keys of a line.

/// A set of key names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// veilfold's own, see `docs/format.md`.
    #[default]
    Veilfold,
    /// Elastic Common Schema 8.
    Ecs,
    /// OpenTelemetry log data model, as JSON.
    Otel,
    /// Google Cloud Logging's structured payload.
    Gcp,
}
