//! A service: threads, a protocol, spans of requests, errors with sources; what it logs is clean and named.

mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use support::{Kept, options, policy};
use tracing::{error, info, info_span, warn};
use tracing_subscriber::layer::SubscriberExt as _;
use veilfold_core::Options;
use veilfold_tracing::Layer;

#[derive(Debug)]
enum PaymentError {
    Declined { card: String },
    Unreachable(std::num::ParseIntError),
}

impl fmt::Display for PaymentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PaymentError::Declined { card } => write!(f, "card {card} was declined"),
            PaymentError::Unreachable(_) => f.write_str("the bank cannot be reached"),
        }
    }
}

impl Error for PaymentError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            PaymentError::Unreachable(source) => Some(source),
            PaymentError::Declined { .. } => None,
        }
    }
}

fn pay(card: &str, amount: &str) -> Result<u32, PaymentError> {
    let amount = amount.parse().map_err(PaymentError::Unreachable)?;
    if amount > 100 { Err(PaymentError::Declined { card: card.to_owned() }) } else { Ok(amount) }
}

/// One request a line: `login NAME PASSWORD` or `pay CARD AMOUNT`.
fn serve(stream: TcpStream, client: usize) -> std::io::Result<()> {
    let mut answers = stream.try_clone()?;
    for (n, line) in BufReader::new(stream).lines().enumerate() {
        let line = line?;
        let _request = info_span!("request", request_id = format!("{client}-{n}"), peer = client).entered();
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["login", user, password] => info!(user, password, "login of {user}"),
            ["pay", card, amount] => match pay(&card.replace('_', " "), amount) {
                Ok(amount) => info!(amount, "paid with {}", card.replace('_', " ")),
                Err(failed) => error!(error = &failed as &dyn Error, "payment failed"),
            },
            _ => warn!(%line, "unknown request"),
        }
        answers.write_all(b"ok\n")?;
    }
    Ok(())
}

#[test]
fn a_service_logs_nothing_secret_and_names_its_failures() {
    const CARD: &str = "4111_1111_1111_1111";
    let kept = Kept::default();
    let options = Options { service: Some("pay".into()), caller: true, ..options() };
    let dispatch = tracing::Dispatch::new(tracing_subscriber::registry().with(Layer::new(
        policy(),
        options,
        kept.clone(),
    )));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let password = |client: usize, n: usize| format!("pw{client}x{n}Secret");
    std::thread::scope(|scope| {
        for client in 0..4 {
            scope.spawn(move || {
                let mut stream = TcpStream::connect(address).expect("the service listens");
                let mut answers = BufReader::new(stream.try_clone().expect("a second handle")).lines();
                for n in 0..25 {
                    let pay = match n % 3 {
                        0 => format!("pay {CARD} 7"),
                        1 => format!("pay {CARD} 700"),
                        _ => format!("pay {CARD} seven"),
                    };
                    let odd = format!("token={}", password(client, n));
                    write!(stream, "login bob {}\n{pay}\n{odd}\n", password(client, n)).expect("it reads");
                    (0..3).for_each(|_| assert_eq!(answers.next().expect("an answer").expect("text"), "ok"));
                }
            });
        }
        for (client, stream) in listener.incoming().take(4).enumerate() {
            let dispatch = dispatch.clone();
            scope.spawn(move || {
                tracing::dispatcher::with_default(&dispatch, || {
                    serve(stream.expect("a client"), client).expect("clients wait for their answers");
                });
            });
        }
    });

    let text = kept.text();
    for client in 0..4 {
        (0..25).for_each(|n| assert!(!text.contains(&password(client, n)), "{text}"));
    }
    assert!(!text.replace(['_', ' '], "").contains("4111111111111111"));
    let records = kept.records();
    assert_eq!(records.len(), 4 * 25 * 3);
    assert!(records.iter().all(|r| r["request_id"].is_string() && r["service"] == "pay"));
    // Two ways to fail: two names, each the same on every thread.
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in records.iter().filter(|r| r["message"] == "payment failed") {
        let failure = record["exception"]["message"].as_str().expect("a message").to_owned();
        groups.entry(failure).or_default().insert(record["group_id"].as_str().expect("an id").to_owned());
    }
    assert_eq!(
        groups.keys().collect::<Vec<_>>(),
        ["card [REDACTED:credit_card] was declined", "the bank cannot be reached"]
    );
    let ids: BTreeSet<_> = groups.values().flatten().collect();
    assert!(groups.values().all(|ids| ids.len() == 1) && ids.len() == 2, "{groups:?}");
    let chained = |r: &Value| r["exception"].to_string().contains("invalid digit found in string");
    assert!(records.iter().any(chained), "the source of the error is in its chain");
}
