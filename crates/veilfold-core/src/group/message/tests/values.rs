//! States, and what signs join.

use super::check;

#[test]
fn states_and_constants_are_values() {
    check(&[
        ("lost connection after END-OF-MESSAGE from db1", "lost connection after <*> from <*>"),
        ("order is PENDING_CANCEL now", "order is <*> now"),
        ("no quotes for EUR/USD today", "no quotes for <*> today"),
        ("position in BRK.B closed", "position in <*> closed"),
        ("bad TCP/IP header", "bad TCP/IP header"),
        ("an I/O error", "an I/O error"),
        ("SSL_ERROR is not fatal", "SSL_ERROR is not fatal"),
        ("answered with code OK today", "answered with code <*> today"),
        ("all is OK today", "all is OK today"),
        ("heard app.intent.action.TIME_TICK", "heard <*>"),
        ("bad java.net.URI given", "bad java.net.URI given"),
        ("check ended with status Degraded after 7 s", "check ended with status <*> after <*>"),
        ("job has phase Failed", "job has phase <*>"),
        ("joins in Stable state.", "joins in <*> state."),
        ("peer is now Alive (was Dead)", "peer is now <*>"),
        ("Status Bar is now idle", "Status Bar is now idle"),
        ("status changed again", "status changed again"),
        ("member in group fraud has failed", "member in group <*> has failed"),
        ("the image is not writeable", "the image is not writeable"),
        ("the new session at 192.0.2.7", "the new session at <*>"),
        ("[orders/7f3a] update_mapping [_doc]", "<*> update_mapping <*>"),
        ("[orders/7f3a] xX_Slayer banned", "<*> banned"),
        ("[orders][3] refreshed", "<*> refreshed"),
        ("[orders] refreshed", "[orders] refreshed"),
    ]);
}

#[test]
fn words_that_tell_statements_apart_stay() {
    check(&[
        ("pod was cordoned", "pod was cordoned"),
        ("pod was uncordoned", "pod was uncordoned"),
        ("session was cancelled", "session was cancelled"),
        ("rollout paused", "rollout paused"),
        ("zorbl paused", "<*> paused"),
        ("sync done error=none all rows written", "sync done error=<*> all rows written"),
        ("sync done error=disk is full", "sync done error=<*>"),
    ]);
}

#[test]
fn what_a_sign_joins_is_one_value() {
    check(&[
        ("FIX.4.2:ACME->LSE: logged on", "<*>: logged on"),
        ("link went idle->ready", "link went <*>"),
        ("pool->size is odd", "pool->size is odd"),
        ("called pool->close() twice", "called pool->close() twice"),
        ("called $pool->size twice", "called <*> twice"),
        ("Server be_web/auth_a is up", "Server <*> is up"),
        ("read/write failed", "read/write failed"),
        ("body is text/html today", "body is <*> today"),
        ("body is application/json;+charset=utf-8 today", "body is <*> today"),
        ("body is text/html; charset=utf-8, chunked", "body is <*>, chunked"),
        ("answered Local/12@queue-4f;2 late", "answered <*> late"),
        ("took 12;7 parts", "took <*> parts"),
        ("took 12;7;3;1 parts", "took <*> parts"),
        ("due: 70.646,70 € today", "due: <*> today"),
        ("placed by Özlem Yılmaz: 3 items", "placed by <*>: <*> items"),
        ("User (null) logged out", "User <*> logged out"),
        ("sent by (anonymous) at noon", "sent by <*> at noon"),
        // What was not told, in a row of values.
        ("finished - 404 - text/html 7ms", "finished - <*>"),
        ("asked https://example.org/ -", "asked <*>"),
        ("10 - 20 - done", "<*> - done"),
    ]);
}
