//! What can be exported, as package data: `exports/<target>/target.toml` and the files beside it.

use crate::error::CliError;
use serde::Deserialize;

/// Names of all targets.
pub(crate) const NAMES: [&str; 9] = [
    "alertmanager",
    "fluent-bit",
    "grafana",
    "otel-collector",
    "prometheus",
    "redpanda",
    "rsyslog",
    "syslog-ng",
    "vector",
];

/// What holds the policy at a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Carrier {
    /// Our command, which reads the policy file.
    Command,
    /// A WASM module, which the policy is baked into.
    Module,
    /// The target's own patterns and keys.
    Patterns,
    /// Nothing: dashboards and alerts know no policy.
    None,
}

/// A value that a user may give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Setting {
    pub(super) key: String,
    pub(super) default: String,
    pub(super) help: String,
}

/// A part of a policy that the host, not our engine, makes impossible.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    /// Dotted key of the policy.
    pub(super) part: String,
    pub(super) why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub(super) summary: String,
    pub(super) engine: Carrier,
    #[serde(default, rename = "setting")]
    pub(super) settings: Vec<Setting>,
    #[serde(default, rename = "limit")]
    pub(super) limits: Vec<Limit>,
    /// Path below the exported folder, and text.
    #[serde(skip)]
    pub(super) files: &'static [(&'static str, &'static str)],
}

macro_rules! ours {
    ($target:literal: $($file:literal),*) => {
        (
            include_str!(concat!("../../exports/", $target, "/target.toml")),
            &[$(($file, include_str!(concat!("../../exports/", $target, "/", $file)))),*],
        )
    };
}

/// Files of the repository that are of use as they are.
macro_rules! shared {
    ($target:literal: $($file:literal = $path:literal),*) => {
        (
            include_str!(concat!("../../exports/", $target, "/target.toml")),
            &[$(($file, include_str!(concat!("../../../../", $path)))),*],
        )
    };
}

type Data = (&'static str, &'static [(&'static str, &'static str)]);

fn data(name: &str) -> Option<Data> {
    let data: Data = match name {
        "rsyslog" => ours!("rsyslog": "30-veilfold.conf"),
        "syslog-ng" => ours!("syslog-ng": "veilfold.conf"),
        "fluent-bit" => ours!("fluent-bit": "veilfold.yaml"),
        "redpanda" => ours!("redpanda": "connect.yaml", "connect-wasm.yaml", "transform.yaml"),
        "vector" => ours!("vector": "command.yaml", "remap.yaml"),
        "otel-collector" => ours!("otel-collector": "veilfold.yaml"),
        "grafana" => shared!("grafana":
            "dashboards/veilfold-overview.json" = "grafana/dashboards/veilfold-overview.json",
            "provisioning/dashboards/veilfold.yml" = "grafana/provisioning/dashboards/veilfold.yml",
            "provisioning/datasources/veilfold.yml" = "grafana/provisioning/datasources/veilfold.yml"),
        "prometheus" => (
            include_str!("../../exports/prometheus/target.toml"),
            &[
                ("prometheus.yml", include_str!("../../../../alertmanager/prometheus.yml")),
                ("rules/anomaly.yml", include_str!("../../exports/prometheus/rules/anomaly.yml")),
                ("rules/error_rate.yml", include_str!("../../exports/prometheus/rules/error_rate.yml")),
                ("rules/log_files.yml", include_str!("../../exports/prometheus/rules/log_files.yml")),
                ("rules/log_pipeline.yml", include_str!("../../exports/prometheus/rules/log_pipeline.yml")),
                ("rules/log_retention.yml", include_str!("../../exports/prometheus/rules/log_retention.yml")),
                ("rules/performance.yml", include_str!("../../exports/prometheus/rules/performance.yml")),
                (
                    "rules/service_health.yml",
                    include_str!("../../exports/prometheus/rules/service_health.yml"),
                ),
            ],
        ),
        "alertmanager" => shared!("alertmanager": "alertmanager.yml" = "alertmanager/alertmanager.yml"),
        _ => return None,
    };
    Some(data)
}

/// Thresholds of the alert rules: settings of `prometheus`, beside those in its file.
const THRESHOLDS: &str = include_str!("../../../../alertmanager/alert_thresholds.json");

impl Target {
    pub(super) fn find(name: &str) -> Result<Target, CliError> {
        let broken = |what: String| CliError::Export(format!("{name}: {what}"));
        let (about, files) = data(name).ok_or_else(|| broken("no such target".to_owned()))?;
        let mut target: Target = toml::from_str(about).map_err(|e| broken(e.to_string()))?;
        target.files = files;
        if name == "prometheus" {
            let numbers: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(THRESHOLDS).map_err(|e| broken(e.to_string()))?;
            target.settings.extend(numbers.into_iter().map(|(key, value)| {
                let help = if value.is_number() {
                    "a number: threshold of an alert"
                } else {
                    "where the runbooks are"
                };
                let default = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                Setting { key, default, help: help.to_owned() }
            }));
        }
        Ok(target)
    }
}
