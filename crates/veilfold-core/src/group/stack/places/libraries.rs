//! Which modules belong to a language's runtime or to a well-known library. Needed for languages whose stacks name
//! modules but no paths; data, one line a family.

use super::Tier;
use crate::texts::{Texts, texts};

/// Prefixes of modules that come with the language.
const RUNTIME: Texts = texts![
    // Java, Kotlin, Scala, Clojure, Groovy, Android
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    "kotlin.",
    "kotlinx.",
    "_COROUTINE.",
    "scala.",
    "clojure.",
    "groovy.",
    "dalvik.",
    "libcore.",
    "android.",
    "com.android.",
    "org.codehaus.groovy.",
    // .NET
    "System.",
    "Microsoft.",
    "Internal.",
    // Rust
    "std::",
    "core::",
    "alloc::",
    "__rustc::",
    "rust_begin_unwind",
    "__rust_",
    "test::",
    "backtrace::",
    "proc_macro::",
    // C
    "__libc_",
    "_start",
    "libc_",
];

/// Prefixes of modules of well-known libraries.
const LIBRARIES: Texts = texts![
    // Java: frameworks, application servers, data, clients, code generation, tests
    "org.springframework.",
    "org.apache.",
    "org.hibernate.",
    "org.eclipse.",
    "org.jboss.",
    "org.wildfly.",
    "org.glassfish.",
    "jakarta.",
    "io.quarkus.",
    "io.micronaut.",
    "io.vertx.",
    "io.undertow.",
    "io.netty.",
    "io.grpc.",
    "io.micrometer.",
    "io.opentelemetry.",
    "io.reactivex.",
    "io.projectreactor.",
    "reactor.",
    "rx.",
    "akka.",
    "play.",
    "cats.",
    "zio.",
    "com.fasterxml.",
    "com.google.common.",
    "com.google.gson.",
    "com.google.inject.",
    "com.google.protobuf.",
    "com.google.cloud.",
    "com.google.api.",
    "com.zaxxer.",
    "com.mysql.",
    "com.mongodb.",
    "org.mongodb.",
    "org.postgresql.",
    "org.h2.",
    "oracle.",
    "org.sqlite.",
    "org.mariadb.",
    "redis.clients.",
    "io.lettuce.",
    "org.redisson.",
    "feign.",
    "retrofit2.",
    "okhttp3.",
    "okio.",
    "org.slf4j.",
    "ch.qos.logback.",
    "net.bytebuddy.",
    "net.sf.cglib.",
    "org.aspectj.",
    "javassist.",
    "org.mockito.",
    "org.junit.",
    "junit.",
    "org.testng.",
    "org.gradle.",
    "com.amazonaws.",
    "software.amazon.",
    "com.azure.",
    "org.elasticsearch.",
    "co.elastic.",
    "graphql.",
    "liquibase.",
    "org.flywaydb.",
    "org.quartz.",
    "org.jooq.",
    "com.alibaba.druid.",
    "com.alibaba.dubbo.",
    "com.netflix.",
    "io.github.resilience4j.",
    "androidx.",
    "io.ktor.",
    "org.jetbrains.exposed.",
    "dagger.",
    "com.sun.proxy.",
    "jdk.proxy",
    // .NET
    "Newtonsoft.",
    "Npgsql",
    "Dapper.",
    "MediatR.",
    "Serilog.",
    "AutoMapper.",
    "Polly.",
    "StackExchange.",
    "RestSharp.",
    "Hangfire.",
    "MassTransit.",
    "Grpc.",
    "MySql.",
    "MySqlConnector.",
    "Castle.",
    "Autofac.",
    "NHibernate.",
    "FluentValidation.",
    "Xunit.",
    "NUnit.",
    "Swashbuckle.",
    "Azure.",
    "Amazon.",
    "MongoDB.",
    "Quartz.",
    "RabbitMQ.",
    "UnityEngine.",
];

/// Crates that run or serve what the application wrote.
const CRATES: Texts = texts![
    "tokio",
    "hyper",
    "hyper_util",
    "actix_web",
    "actix_http",
    "actix_rt",
    "actix_service",
    "actix_server",
    "axum",
    "axum_core",
    "tower",
    "tower_http",
    "tower_service",
    "rayon",
    "rayon_core",
    "futures",
    "futures_util",
    "futures_core",
    "async_std",
    "serde_json",
    "serde",
    "tracing",
    "anyhow",
    "eyre",
    "crossbeam",
    "crossbeam_utils",
    "reqwest",
    "sqlx_core",
    "diesel",
    "rocket",
    "warp",
    "tonic",
];

/// Top-level packages of Go's standard library.
const GO: Texts = texts![
    "archive",
    "bufio",
    "bytes",
    "cmp",
    "compress",
    "container",
    "context",
    "crypto",
    "database",
    "debug",
    "embed",
    "encoding",
    "errors",
    "expvar",
    "flag",
    "fmt",
    "go",
    "hash",
    "html",
    "image",
    "index",
    "io",
    "iter",
    "log",
    "maps",
    "math",
    "mime",
    "net",
    "os",
    "path",
    "reflect",
    "regexp",
    "runtime",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "syscall",
    "testing",
    "text",
    "time",
    "unicode",
    "vendor",
];

/// Whether a directory of Go's sources is one of its standard library.
pub(super) fn is_of_go(name: &[u8]) -> bool {
    GO.has(name) || name == b"internal"
}

/// Modules of Node.js.
const NODE: Texts = texts![
    "events",
    "net",
    "fs",
    "dns",
    "dgram",
    "http",
    "https",
    "http2",
    "tls",
    "zlib",
    "stream",
    "timers",
    "util",
    "vm",
    "module",
    "child_process",
    "cluster",
    "readline",
    "buffer",
    "assert",
    "domain",
    "bootstrap_node",
];

/// `events.js`, `_http_client.js`: how Node.js named its modules before it had `node:`. A program's files have paths.
pub(super) fn is_of_node(stem: &[u8]) -> bool {
    NODE.has(stem) || texts!["_http_", "_stream_", "_tls_"].begin(stem)
}

/// Modules of Elixir and Erlang that call what the application wrote.
const BEAM: Texts = texts![
    "Enum",
    "Stream",
    "Map",
    "Keyword",
    "List",
    "String",
    "Task",
    "GenServer",
    "Agent",
    "Supervisor",
    "Process",
    "Kernel",
    "Plug",
    "Phoenix",
    "Ecto",
    "DBConnection",
    "Postgrex",
    "Bandit",
    "Jason",
    "Mix",
    "ExUnit",
    "Logger",
    "gen_server",
    "proc_lib",
    "gen_statem",
    "gen_event",
    "gen",
    "supervisor",
    "ets",
    "lists",
    "erlang",
];

/// The tier of a module by its name; [`Tier::App`] when nothing is known of it.
pub(super) fn of_module(module: &[u8]) -> Tier {
    if module.is_empty() {
        return Tier::App;
    }
    // `<alloc::vec::Vec<T> as core::ops::Index>`: the type it is implemented for.
    let mut name = module;
    while let Some(rest) = name.strip_prefix(b"<").or_else(|| name.strip_prefix(b"&")) {
        name = rest;
    }
    if RUNTIME.begin(name) {
        return Tier::Runtime;
    }
    if LIBRARIES.begin(name) {
        return Tier::Library;
    }
    let end = name.iter().position(|b| matches!(b, b'/' | b'.' | b':')).unwrap_or(name.len());
    let first = &name[..end];
    match name.get(end) {
        Some(b':') if CRATES.has(first) => Tier::Library,
        Some(b'/') | None if GO.has(first) => Tier::Runtime,
        Some(b'.') | None if BEAM.has(first) => Tier::Library,
        _ => Tier::App,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules() {
        for (module, want) in [
            ("java.util.ArrayList", Tier::Runtime),
            ("com.acme.shop.App", Tier::App),
            ("org.springframework.web.servlet.DispatcherServlet", Tier::Library),
            ("System.Collections.Generic.Dictionary", Tier::Runtime),
            ("Shop.Orders", Tier::App),
            ("net/http", Tier::Runtime),
            ("shop/orders", Tier::App),
            ("main", Tier::App),
            ("<alloc::vec::Vec<T,A> as core::ops::index::Index<I>>", Tier::Runtime),
            ("shop::orders", Tier::App),
            ("tokio::runtime::task", Tier::Library),
            ("tokio_shop::x", Tier::App),
            ("Enum", Tier::Library),
        ] {
            assert_eq!(of_module(module.as_bytes()), want, "{module}");
        }
    }
}
