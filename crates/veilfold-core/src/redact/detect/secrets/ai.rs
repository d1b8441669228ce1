//! Keys of model and data providers.

use super::super::Detector;
use super::super::bytes::{ALNUM, Class, LOWER_HEX, URL64, WORD};
use super::super::opaque::{mixed, opaque};
use super::super::token::{
    Part::{OneOf, Run},
    Shape, token,
};

pub(super) const ALL: &[Detector] = &[
    token! {
        "openai_key", "OpenAI key: user, project, service account or admin; also kin that share the form",
        "OpenAI platform documentation, API keys",
        ["sk-"],
        Shape::new(&[OneOf(&["proj-", "svcacct-", "admin-", "None-", ""]), Run(&URL64, 24, 300)]).accept(|b| mixed(b) && !b.starts_with(b"ant-") && (opaque(b) || b.len() > 40)),
        hits: [("401 for 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", "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"), ("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", "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"), ("sk-924d76d114efe6f13154e98d3d7f7678", "sk-924d76d114efe6f13154e98d3d7f7678")],
        misses: ["sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "risk-assessment", "sk-SK-locale-messages-and-labels"],
    },
    token! {
        "anthropic_key", "Anthropic API or admin key",
        "Anthropic API reference, authentication",
        ["sk-ant-"],
        Shape::new(&[Run(&URL64, 24, 300)]).accept(mixed),
        hits: [("err=\"401 for sk-ant-api03-mSnH-0NlyjmygVE5ITk7FqbqbI8Xi0_CQpcg3am1S3BTbRdYpHdP7X3i5QoDBL6M7A1oNlrituUQQZMbr1Bg4xDiAzdVVAA\"", "sk-ant-api03-mSnH-0NlyjmygVE5ITk7FqbqbI8Xi0_CQpcg3am1S3BTbRdYpHdP7X3i5QoDBL6M7A1oNlrituUQQZMbr1Bg4xDiAzdVVAA"), ("sk-ant-admin01-S0bxuYpeHhCIBH_2tZUvyNC2tmn1kgudBCWiuE_GqMezBphqI4eEOIPQmoafrB23clww5l0ycFi4_HTgPyoMFipHL4f8nAA", "sk-ant-admin01-S0bxuYpeHhCIBH_2tZUvyNC2tmn1kgudBCWiuE_GqMezBphqI4eEOIPQmoafrB23clww5l0ycFi4_HTgPyoMFipHL4f8nAA")],
        misses: ["sk-ant-api03-your_key", "sk-ant-xxxxxxxxxxxxxxxxxxxxxxxxxxxx"],
    },
    token! {
        "openrouter_key", "OpenRouter, LiteLLM or Langfuse secret key",
        "OpenRouter, LiteLLM and Langfuse documentation, API keys",
        ["sk-or-v1-", "sk-lf-", "pk-lf-", "ls__", "lsv2_pt_", "lsv2_sk_"],
        Shape::new(&[Run(&Class::of("A-Za-z0-9_-"), 32, 100)]).accept(mixed),
        hits: [("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", "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"), ("sk-lf-d1309456-1a3e-49b4-a214-18b9c0899842", "sk-lf-d1309456-1a3e-49b4-a214-18b9c0899842"), ("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", "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")],
        misses: ["sk-or-v1-x"],
    },
    token! {
        "huggingface_token", "Hugging Face user or organisation token",
        "Hugging Face Hub documentation, user access tokens",
        ["hf_", "api_org_"],
        Shape::new(&[Run(&ALNUM, 34, 40)]).accept(opaque),
        hits: [("--token hf_cKR1bUC321Z8msTpvMg2zLUyUdviDRG70g", "hf_cKR1bUC321Z8msTpvMg2zLUyUdviDRG70g"), ("api_org_cGFQEOtQsaddAQczmwFMRStxd9NjhV0gtU", "api_org_cGFQEOtQsaddAQczmwFMRStxd9NjhV0gtU")],
        misses: ["hf_requiredCharacteristicTypesForDisplayMetadata", "hf_xxxxx", "api_org_controller"],
    },
    token! {
        "replicate_token", "Replicate API token",
        "Replicate documentation, API tokens",
        ["r8_"],
        Shape::new(&[Run(&ALNUM, 37, 48)]).accept(mixed),
        hits: [("r8_9tT2HgqKQj3EfBZNMw1fK3tTqCGWb4nfO7qg7", "r8_9tT2HgqKQj3EfBZNMw1fK3tTqCGWb4nfO7qg7")],
        misses: ["r8_unorm"],
    },
    token! {
        "groq_key", "Groq API key",
        "Groq documentation, API keys",
        ["gsk_"],
        Shape::new(&[Run(&ALNUM, 48, 56)]),
        hits: [("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", "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")],
        misses: ["gsk_renderer"],
    },
    token! {
        "perplexity_key", "Perplexity API key",
        "Perplexity documentation, API keys",
        ["pplx-"],
        Shape::new(&[Run(&ALNUM, 40, 56)]),
        hits: [("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", "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")],
        misses: ["pplx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "pplx-api"],
    },
    token! {
        "xai_key", "xAI API key",
        "xAI documentation, API keys",
        ["xai-"],
        Shape::new(&[Run(&WORD, 70, 90)]).accept(mixed),
        hits: [("xai-H5BPeFbc9P3Dw3RGjWajSpGjTSrcqWfHyNoLmGzT5Aq9pxy2cWm5v2lK7zR5L3d3QdEs1tfHqdzMYKvz", "xai-H5BPeFbc9P3Dw3RGjWajSpGjTSrcqWfHyNoLmGzT5Aq9pxy2cWm5v2lK7zR5L3d3QdEs1tfHqdzMYKvz")],
        misses: ["xai-grok"],
    },
    token! {
        "inference_provider_key", "Fireworks, Together, Cerebras, NVIDIA, Tavily, Jina, Pinecone, Firecrawl or Voyage key",
        "the providers' documentation, API keys",
        ["fw_", "tgp_v1_", "csk-", "nvapi-", "tvly-", "jina_", "pcsk_", "fc-", "pa-"],
        Shape::new(&[Run(&URL64, 22, 100)]).accept(|b| mixed(b) && opaque(b)),
        hits: [("fw_KeulmqrgIr95KECtsKJwQVno", "fw_KeulmqrgIr95KECtsKJwQVno"), ("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", "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"), ("csk-jtsl7h6yqy72m96coyd50s7xj3i6wsfqt45dqlfitbe8h5cq", "csk-jtsl7h6yqy72m96coyd50s7xj3i6wsfqt45dqlfitbe8h5cq"), ("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", "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"), ("pcsk_bSAgjbLhAgtXZIbOTlzox7Szx1viiHW1rnqWCg0IvFjQfCmtL2VVvuNNcgL2", "pcsk_bSAgjbLhAgtXZIbOTlzox7Szx1viiHW1rnqWCg0IvFjQfCmtL2VVvuNNcgL2"), ("fc-1a70536eceb381cfecfcd619eebc641b", "fc-1a70536eceb381cfecfcd619eebc641b")],
        misses: ["fw_update_available_for_device", "fc-cache-rebuilt"],
    },
    token! {
        "weights_biases_key", "Weights & Biases API key, new form",
        "Weights & Biases documentation, API keys",
        ["wandb_v1_"],
        Shape::new(&[Run(&WORD, 60, 100)]),
        hits: [("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", "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")],
        misses: ["wandb_v1_x"],
    },
    token! {
        "sk_hex_key", "ElevenLabs, IEX Cloud and other keys: `sk_` and hex",
        "ElevenLabs documentation, API keys",
        ["sk_"],
        Shape::new(&[Run(&LOWER_HEX, 32, 64)]).accept(mixed),
        hits: [("sk_9829cf50b6cef761080d9112a7bdf2620a6d1bfdf67bc10c", "sk_9829cf50b6cef761080d9112a7bdf2620a6d1bfdf67bc10c"), ("sk_35f5c383f4ac6cd30ab5bfd923b756a7", "sk_35f5c383f4ac6cd30ab5bfd923b756a7")],
        misses: ["sk_abc"],
    },
];
