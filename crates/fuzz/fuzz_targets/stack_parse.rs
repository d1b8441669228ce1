//! Any text: no panic, a well-formed chain, and ids that do not depend on line ends.
#![no_main]

use libfuzzer_sys::fuzz_target;
use veilfold_core::group::stack;
use veilfold_core::record::Link;

fuzz_target!(|text: &[u8]| {
    let chain = stack::parse(text);
    for (at, exception) in chain.iter().enumerate() {
        assert_eq!(at == 0, exception.link == Link::Top, "the first is the top, and only the first");
        assert!(exception.parent < at.max(1), "{at} hangs on {}", exception.parent);
    }
    let ids = stack::ids(&chain);
    assert_eq!(ids.is_some(), !chain.is_empty());
    if !text.contains(&b'\r') {
        let crlf: Vec<u8> =
            text.iter().flat_map(|&b| if b == b'\n' { vec![b'\r', b'\n'] } else { vec![b] }).collect();
        assert_eq!(stack::ids(&stack::parse(&crlf)), ids, "line ends changed the id");
    }
});
