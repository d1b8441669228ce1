//! Any TOML: a policy that runs, or an error that says where and never holds the key. Never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use veilfold_core::{Engine, Options, Policy, Scratch};

const KEY: &str = "Kj83hdLq0xZmW27vBn45TyUi";

fuzz_target!(|source: &str| {
    match Policy::compile(source, "fuzz.toml", &|_| Some(KEY.as_bytes().to_vec())) {
        Ok(policy) => {
            let engine = Engine::new(policy, Options::default());
            let mut out = Vec::new();
            for line in [
                source,
                r#"{"message":"mail anna@example.com, card 4111 1111 1111 1111","password":"hunter2"}"#,
            ] {
                engine.transform(line.as_bytes(), &mut out, &mut Scratch::default());
            }
            assert!(!String::from_utf8_lossy(&out).contains(KEY) && !format!("{engine:?}").contains(KEY));
        }
        Err(error) => {
            assert!(!error.message.is_empty() && error.origin == "fuzz.toml");
            assert!(!error.to_string().contains(KEY) && !format!("{error:?}").contains(KEY));
        }
    }
});
