//! Tokens of monitoring, incident and analytics services.

use super::super::Detector;
use super::super::bytes::{ALNUM, Class, LOWER_ALNUM, LOWER_HEX, UPPER_ALNUM, URL64, WORD};
use super::super::opaque::mixed;
use super::super::token::{
    Part::{Before, Is, Run},
    Shape, token,
};

pub(super) const ALL: &[Detector] = &[
    token! {
        "grafana_token", "Grafana service account or Cloud token",
        "Grafana documentation, service account tokens",
        ["glsa_", "glc_", "eyJrIjoi"],
        Shape::new(&[Run(&Class::of("A-Za-z0-9_+/=-"), 32, 500)]).accept(mixed),
        hits: [("Bearer glsa_kyh0UbtB3IdTpRBOJb2LJuAlOEiHASCW_87e6edf3", "glsa_kyh0UbtB3IdTpRBOJb2LJuAlOEiHASCW_87e6edf3"), ("glc_eyJvIC0N0KoGkLh+NEnaB4QBoXp4jaqKo5kQf/Sm7huYV1MVQNNeNEev5uAVtx9c7HsmOaKhfDq79ulsAdeeIjWoSKUZDZ7KZsw66cc/FPwgIW2ZYDMhn+hQ1wH5", "glc_eyJvIC0N0KoGkLh+NEnaB4QBoXp4jaqKo5kQf/Sm7huYV1MVQNNeNEev5uAVtx9c7HsmOaKhfDq79ulsAdeeIjWoSKUZDZ7KZsw66cc/FPwgIW2ZYDMhn+hQ1wH5"), ("eyJrIjoiCCfluk1vcEBQQiax8VcIt1o5vWBeij5J9ekgUIf9BJnRWKZ9IeIkBDUslhq3QHQ1C58ndc9jQZsyLHxW", "eyJrIjoiCCfluk1vcEBQQiax8VcIt1o5vWBeij5J9ekgUIf9BJnRWKZ9IeIkBDUslhq3QHQ1C58ndc9jQZsyLHxW")],
        misses: ["glc_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "glsa_test"],
    },
    token! {
        "new_relic_key", "New Relic user, REST, insights, browser or licence key",
        "New Relic documentation, API keys",
        ["NRAK-", "NRJS-", "NRII-", "NRIQ-", "NRRA-", "NRAA-", "NRSP-", "NRBR-"],
        Shape::new(&[Run(&URL64, 19, 64)]).accept(mixed),
        hits: [("Api-Key NRAK-80GIB06Q11XPJBINDGQB2Y9LX67", "NRAK-80GIB06Q11XPJBINDGQB2Y9LX67"), ("NRII-bqEqjYuXNFnusTULeS5e_N_mJT2xwOEg", "NRII-bqEqjYuXNFnusTULeS5e_N_mJT2xwOEg")],
        misses: ["NRAK-KEY"],
    },
    token! {
        "new_relic_license_key", "New Relic ingest licence key",
        "New Relic documentation, licence key",
        ["NRAL"],
        Shape::new(&[Before(&LOWER_ALNUM, 32, 36)]),
        hits: [("license: eu01xxaa7460e1ea3abdfbbbd36e85c10cd0NRAL", "eu01xxaa7460e1ea3abdfbbbd36e85c10cd0NRAL"), ("license 0e2aa170df823d20309ced813e3fee1e9c8bNRAL", "0e2aa170df823d20309ced813e3fee1e9c8bNRAL")],
        misses: ["NRAL", "CENTRAL"],
    },
    token! {
        "pixie_key", "Pixie API or deploy key",
        "Pixie documentation, API keys",
        ["px-api-", "px-dep-"],
        Shape::new(&[Run(&Class::of("0-9a-f-"), 36, 36)]),
        hits: [("PX_API_KEY px-api-696dd5d4-ebda-497c-a72f-5c20bb256a5d", "px-api-696dd5d4-ebda-497c-a72f-5c20bb256a5d")],
        misses: ["px-api-client"],
    },
    token! {
        "sentry_token", "Sentry organisation, user or integration token",
        "Sentry documentation, auth tokens",
        ["sntrys_", "sntryu_", "sntrya_", "sntryi_"],
        Shape::new(&[Run(&Class::of("A-Za-z0-9+/=_-"), 40, 600)]),
        hits: [("SENTRY_AUTH_TOKEN=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", "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"), ("sntrys_eyJgil+Pv8LLbjiSCHQTdgdHspQOrMciZGBclj3Is7KcPxcUOLP4RbI00hA+IssZxEhoeYCJvGnAkt6KMD26L7LIyYHEmDpxb+DWY/yO6ZqXNzutj/ATfiNCgUXXJ9hoB+2eTmwEOWoWo8xYd1T9xjGt4Utsxby1ADY_huvFlgJnou8KVhyI0Hx0CEt1j5XYwb2MObqizcKZ+tj", "sntrys_eyJgil+Pv8LLbjiSCHQTdgdHspQOrMciZGBclj3Is7KcPxcUOLP4RbI00hA+IssZxEhoeYCJvGnAkt6KMD26L7LIyYHEmDpxb+DWY/yO6ZqXNzutj/ATfiNCgUXXJ9hoB+2eTmwEOWoWo8xYd1T9xjGt4Utsxby1ADY_huvFlgJnou8KVhyI0Hx0CEt1j5XYwb2MObqizcKZ+tj")],
        misses: ["sntryu_test"],
    },
    token! {
        "dynatrace_token", "Dynatrace token",
        "Dynatrace documentation, access tokens",
        ["dt0c01.", "dt0s01.", "dt0s02.", "dt0s03.", "dt0s04.", "dt0s06.", "dt0s08.", "dt0s16.", "dt0a01."],
        Shape::new(&[Run(&UPPER_ALNUM, 8, 24), Is("."), Run(&UPPER_ALNUM, 64, 64)]),
        hits: [("Api-Token dt0c01.GFNZKVQWBOKRPPHVRRUKNCZ6.ZAC33FRZ3VW7FVHNNEGFCH43KOXYDM5XQN46YOX6CULKCURU3D377UTI3NHYF2IO", "dt0c01.GFNZKVQWBOKRPPHVRRUKNCZ6.ZAC33FRZ3VW7FVHNNEGFCH43KOXYDM5XQN46YOX6CULKCURU3D377UTI3NHYF2IO")],
        misses: ["dt0c01.ABC"],
    },
    token! {
        "honeycomb_key", "Honeycomb ingest or management key",
        "Honeycomb documentation, API keys",
        ["hcaik_", "hcaic_", "hcbik_", "hcamk_"],
        Shape::new(&[Run(&LOWER_ALNUM, 40, 70)]),
        hits: [("hcaik_cdbglk9t674621474wtdyno6ezszd0vzep7u03jk7auuinz1fed8gos5bj", "hcaik_cdbglk9t674621474wtdyno6ezszd0vzep7u03jk7auuinz1fed8gos5bj")],
        misses: ["hcaik_x"],
    },
    token! {
        "axiom_logfire_token", "Axiom or Logfire token",
        "Axiom and Pydantic Logfire documentation, tokens",
        ["xaat-", "xapt-", "pylf_v1_"],
        Shape::new(&[Run(&URL64, 30, 80)]).accept(mixed),
        hits: [("xaat-e714fa2e-b5c7-472c-adf3-45d3405e413d", "xaat-e714fa2e-b5c7-472c-adf3-45d3405e413d"), ("pylf_v1_us_EjfkOJCpKb2kuZJpi9Np8NGlNcdYodoD3908fEBHchu", "pylf_v1_us_EjfkOJCpKb2kuZJpi9Np8NGlNcdYodoD3908fEBHchu")],
        misses: ["xapt-get"],
    },
    token! {
        "posthog_key", "PostHog personal key; project keys are public",
        "PostHog documentation, API keys",
        ["phx_"],
        Shape::new(&[Run(&WORD, 40, 60)]).accept(mixed),
        hits: [("phx_lFamjlesDABznhi9dwzDuG4YdRi6sDKflIRxHtgIOiFT", "phx_lFamjlesDABznhi9dwzDuG4YdRi6sDKflIRxHtgIOiFT")],
        misses: ["phx_router"],
    },
    token! {
        "launchdarkly_key", "LaunchDarkly SDK, mobile or API key",
        "LaunchDarkly documentation, keys",
        ["sdk-", "mob-", "api-"],
        Shape::new(&[Run(&LOWER_HEX, 8, 8), Is("-"), Run(&LOWER_HEX, 4, 4), Is("-"), Run(&LOWER_HEX, 4, 4), Is("-"), Run(&LOWER_HEX, 4, 4), Is("-"), Run(&LOWER_HEX, 12, 12)]),
        hits: [("sdk-b4dd5628-2801-4571-a7e5-aac1c91a57a2", "sdk-b4dd5628-2801-4571-a7e5-aac1c91a57a2"), ("api-bb494189-ec37-47a9-a8d0-6c3a12ac02cc", "api-bb494189-ec37-47a9-a8d0-6c3a12ac02cc")],
        misses: ["api-7f9c6d5b9-x2k4q"],
    },
    token! {
        "notion_secret", "Notion integration secret, old form",
        "Notion documentation, integration tokens (until 2024)",
        ["secret_"],
        Shape::new(&[Run(&ALNUM, 43, 43)]).accept(mixed),
        hits: [("Bearer secret_PSZWeZGaFSzCmpHKlw12JwouERykfgvy5dnppGD1Hir", "secret_PSZWeZGaFSzCmpHKlw12JwouERykfgvy5dnppGD1Hir")],
        misses: ["secret_santa_enabled"],
    },
];
