//! The same failure and another one, in every language that is read.

mod compiled;
mod scripting;
mod wrappers;

use super::*;
use alloc::format;
use alloc::string::String;

pub(super) fn canonical(text: &str) -> String {
    String::from_utf8(canonical_text(&Settings::default(), &parse(text.as_bytes()))).unwrap()
}

/// A failure, texts of the same one, and replacements that make another one of it.
struct Case {
    name: &'static str,
    text: &'static str,
    same: &'static [&'static str],
    /// Replacements that change nothing.
    moves: &'static [(&'static str, &'static str)],
    differ: &'static [(&'static str, &'static str)],
    /// Number of exceptions in the chain.
    chain: usize,
}

const CASES: &[Case] = &[
    Case {
        name: "java",
        text: "Exception in thread \"main\" com.acme.OrderException: order 17 failed\n\tat com.acme.Orders.charge(Orders.java:19)\n\tat com.acme.App.main(App.java:37)\nCaused by: java.io.FileNotFoundException: /etc/a.pem (No such file or directory)\n\tat java.base/java.io.FileInputStream.open0(Native Method)\n\tat java.base/java.io.FileInputStream.<init>(FileInputStream.java:157)\n\tat com.acme.Keys.lambda$read$0(Keys.java:8)\n\tat com.acme.Keys.read(Keys.java:7)\n\t... 2 more\n",
        same: &[
            "2026-11-21 10:00:00 ERROR [main] c.a.App - checkout failed\ncom.acme.OrderException: order 4711 failed\n\tat com.acme.Orders.charge(Orders.java:20) ~[app.jar:1.2]\n\tat com.acme.App.main(App.java:37) ~[app.jar:1.2]\nCaused by: java.io.FileNotFoundException: b.pem (No such file or directory)\n\tat java.io.FileInputStream.open(FileInputStream.java:195)\n\tat com.acme.Keys.read(Keys.java:9)\n\t... 2 common frames omitted\n",
            "com.acme.OrderException: order 3 failed\n\tat com.acme.Orders$$Lambda$14/0x0000000800c03000.run(Unknown Source)\n\tat com.acme.Orders.charge(Orders.java:20)\n\tat com.acme.Orders$$EnhancerBySpringCGLIB$$1a2b.charge(<generated>)\nCaused by: java.io.FileNotFoundException: b.pem (No such file or directory)\n\tat app//com.acme.Keys.read(Keys.java:9)\n",
            "java.io.FileNotFoundException: /x (No such file or directory)\n\tat com.acme.Keys.read(Keys.java:9)\nWrapped by: com.acme.OrderException: order 3 failed\n\tat com.acme.Orders.charge(Orders.java:20)\n",
        ],
        moves: &[
            (":19)", ":91)"),
            ("lambda$read$0", "lambda$read$12"),
            ("com.acme.App.main(", "com.acme.Other.go("),
        ],
        differ: &[
            ("OrderException", "OtherException"),
            ("Orders.charge", "Orders.refund"),
            ("FileNotFound", "NoRoute"),
            ("order 17 failed", "order 17 is late"),
            ("lambda$read$", "lambda$write$"),
        ],
        chain: 2,
    },
    Case {
        name: "gdb",
        text: "Thread 1 \"shop\" received signal SIGSEGV, Segmentation fault.\n#0  0x000055d0c0ffee12 in shop::Cart::add (this=0x0, id=7) at /srv/shop/src/cart.cc:41\n#1  0x000055d0c0ffee99 in shop::load (id=7) at /srv/shop/src/orders.cc:12\n#2  main (argc=1, argv=0x7ffd) at /srv/shop/src/main.cc:9\n",
        same: &[
            "Program received signal SIGSEGV, Segmentation fault.\n#0  __memmove_avx (x=1) at ../sysdeps/x.S:3\n#1  0x0000561111ffee12 in shop::Cart::add (this=0x5, id=9) at /srv/shop/src/cart.cc:44\n#2  0x000055d0c0ffee99 in shop::reload (id=7) at /srv/shop/src/orders.cc:99\n",
        ],
        moves: &[
            ("cart.cc:41", "cart.cc:57"),
            ("id=7", "id=8"),
            ("0x000055d0c0ffee12", "0x0000561111111111"),
        ],
        differ: &[("Cart::add", "Cart::drop"), ("SIGSEGV", "SIGFPE")],
        chain: 1,
    },
    Case {
        name: "address sanitizer",
        text: "==17==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010 at pc 0x55d0c0ffee12\nREAD of size 4 at 0x602000000010 thread T0\n    #0 0x55d0c0ffee12 in shop::load(int) /srv/shop/src/orders.cc:12:3\n    #1 0x55d0c0ffee99 in main /srv/shop/src/main.cc:9:1\n    #2 0x7f1 in __libc_start_main (/lib/libc.so.6+0x2)\n\n0x602000000010 is located 0 bytes inside\n    #0 0x55d0 in free (/lib/x.so+0x1)\n",
        same: &[],
        moves: &[("orders.cc:12:3", "orders.cc:19:1"), ("0x602000000010", "0x60200000ff10")],
        differ: &[("heap-use-after-free", "stack-buffer-overflow"), ("shop::load", "shop::save")],
        chain: 1,
    },
    Case {
        name: "crash report",
        text: "Exception Type:  EXC_BREAKPOINT (SIGTRAP)\n\nThread 0 Crashed:\n0   libswiftCore.dylib            0x00000001a2b3c4d5 _assertionFailure(_:_:) + 176\n1   Shop                          0x0000000104f2c3a8 Orders.load(id:) + 44 (Orders.swift:12)\n2   UIKitCore                     0x00000001a0000000 -[UIApplication run] + 12\n3   Shop                          0x0000000104f2c000 main + 80\n",
        same: &[],
        moves: &[("0x0000000104f2c3a8", "0x0000000104ffffff"), ("+ 44", "+ 88"), ("swift:12", "swift:15")],
        differ: &[("Orders.load", "Orders.save"), ("SIGTRAP", "SIGABRT")],
        chain: 1,
    },
    Case {
        name: "glibc backtrace",
        text: "terminate called after throwing an instance of 'std::out_of_range'\n  what():  order 17 is not there\n/lib/libc.so.6(abort+0x12) [0x7f0000000012]\n./shop(_ZN4shop4Cart3addEi+0x1d) [0x55d0c0ffee12]\n./shop(main+0x2f) [0x55d0c0ffee99]\n",
        same: &[],
        moves: &[("+0x1d", "+0x4d"), ("0x55d0c0ffee12", "0x561111111111"), ("order 17", "order 4711")],
        differ: &[("3addEi", "3popEi"), ("out_of_range", "bad_alloc")],
        chain: 1,
    },
    Case {
        name: "android",
        text: "Fatal signal 11 (SIGSEGV), code 1 in tid 17 (shop)\nbacktrace:\n      #00 pc 0000000000053a2c  /apex/com.android.runtime/lib64/bionic/libc.so (abort+164)\n      #01 pc 00000000000a1b2c  /data/app/x/lib/libshop.so (shop::Cart::add(int)+52)\n      #02 pc 00000000000a1000  /data/app/x/lib/libshop.so (shop::load(int)+9)\n",
        same: &[],
        moves: &[("+52", "+60"), ("00000000000a1b2c", "00000000000a1fff"), ("shop::load", "shop::reload")],
        differ: &[("Cart::add", "Cart::drop")],
        chain: 1,
    },
    Case {
        name: "java, only the enclosing trace is the application's",
        text: "com.acme.E: a\n\tat com.acme.A.run(A.java:1)\n\tat com.acme.A.main(A.java:2)\nCaused by: java.net.ConnectException: Connection refused\n\tat java.base/sun.nio.ch.Net.connect0(Native Method)\n\t... 2 more\n",
        same: &[
            "com.acme.E: a\n\tat com.acme.A.run(A.java:1)\n\tat com.acme.A.main(A.java:2)\nCaused by: java.net.ConnectException: Connection refused (Connection refused)\n\tat java.net.PlainSocketImpl.socketConnect(Native Method)\n\tat com.acme.A.run(A.java:1)\n\tat com.acme.A.main(A.java:2)\n",
        ],
        moves: &[],
        differ: &[("A.run", "A.walk")],
        chain: 2,
    },
    Case {
        name: "java, suppressed",
        text: "java.lang.IllegalStateException: body\n\tat com.acme.A.run(A.java:1)\n\tSuppressed: java.io.IOException: close 3\n\t\tat com.acme.R.close(R.java:1)\n\t\t... 1 more\n\tCaused by: java.lang.Error: deep\n\t\tat com.acme.R.deep(R.java:1)\nCaused by: java.lang.RuntimeException: root\n\tat com.acme.A.root(A.java:1)\n",
        same: &[],
        moves: &[("close 3", "close 4")],
        differ: &[("R.close", "R.flush"), ("A.root", "A.other"), ("IOException", "Error")],
        chain: 4,
    },
    Case {
        name: "kotlin coroutine",
        text: "java.lang.IllegalStateException: no\n\tat com.acme.Repo$load$2.invokeSuspend(Repo.kt:9)\n\tat kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith(ContinuationImpl.kt:33)\n",
        same: &["java.lang.IllegalStateException: no\n\tat com.acme.Repo.load(Repo.kt:9)\n"],
        moves: &[("load$2", "load$5")],
        differ: &[("Repo$load$2", "Repo$save$2")],
        chain: 1,
    },
    Case {
        name: "node",
        text: "/srv/api/lib/orders.js:10\n    throw new TypeError('x')\n    ^\n\nOrderError: order 17 not found\n    at Repo.get (/srv/api/lib/orders.js:5:41)\n    at Array.map (<anonymous>)\n    at Object.load (/srv/api/lib/orders.js:8:38)\n    at Module._compile (node:internal/modules/cjs/loader:1521:14)\n\nNode.js v20.20.2\n",
        same: &[
            "OrderError: order 4 not found\n    at async Repo.get (file:///home/u/api/lib/orders.mjs:15:1)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)\n",
            "2026-11-21 ERROR boom OrderError: order 4 not found\n    at new Repo.get [as fetch] (C:\\srv\\api\\lib\\orders.js:15:1)\n",
            "Uncaught OrderError: order 4 not found\n    at Repo.get (https://cdn.example.com/static/js/orders.8f3a2c1d.js:1:99321)\n",
            "OrderError: order 4 not found\n    at get (node_modules/pg/lib/client.js:1:1)\n    at Repo.get (webpack:///./lib/orders.js?4f2a:15:1)\n",
        ],
        moves: &[("5:41", "15:4"), ("/srv/api", "/app"), ("Object.load", "exports.load")],
        differ: &[
            ("OrderError", "OtherError"),
            ("Repo.get", "Repo.find"),
            ("not found", "is late"),
            ("lib/orders.js:5", "lib/users.js:5"),
        ],
        chain: 1,
    },
    Case {
        name: "node, cause and properties",
        text: "Error: charge 1 failed\n    at charge (/srv/api/pay.js:15:101)\n    at async run (/srv/api/main.js:4:102) {\n  code: 'E_PAY',\n  [cause]: Error: connect ECONNREFUSED 127.0.0.1:9\n      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16) {\n    errno: -111\n  }\n}\n",
        same: &[],
        moves: &[("127.0.0.1:9", "10.0.0.8:5432"), ("errno: -111", "errno: -61")],
        differ: &[("ECONNREFUSED", "ETIMEDOUT"), ("at charge", "at refund")],
        chain: 2,
    },
    Case {
        name: "node, aggregate",
        text: "[AggregateError: All promises were rejected] {\n  [errors]: [\n    RangeError: job 3 out of range\n        at job (/srv/api/jobs.js:17:47)\n        at async Promise.any (index 0),\n    TypeError: no\n        at other (/srv/api/jobs.js:18:4) {\n      [cause]: Error: deep\n          at deep (/srv/api/jobs.js:1:4)\n    }\n  ]\n}\n",
        same: &[
            "[AggregateError: All promises were rejected] {\n  [errors]: [\n    TypeError: no\n        at other (/app/jobs.js:1:4) {\n      [cause]: Error: deep\n          at deep (/app/jobs.js:1:4)\n    },\n    RangeError: job 9 out of range\n        at job (/app/jobs.js:7:47),\n    RangeError: job 10 out of range\n        at job (/app/jobs.js:7:47)\n  ]\n}\n",
        ],
        moves: &[],
        differ: &[("RangeError", "EvalError"), ("deep (", "shallow (")],
        chain: 4,
    },
    Case {
        name: "firefox",
        text: "TypeError: a is undefined\nadd@https://shop.example/js/cart.js:10:5\nasync*load/<@https://shop.example/js/main.js:3:1\n@https://shop.example/js/main.js:30:1\n",
        same: &["TypeError: a is undefined\nadd@https://other.example/js/cart.js:99:1\n"],
        moves: &[],
        differ: &[("add@", "drop@")],
        chain: 1,
    },
    Case {
        name: "dotnet",
        text: "Unhandled exception. Shop.OrderException: order 17 failed\n ---> System.IO.FileNotFoundException: Could not find file '/etc/a.pem'.\nFile name: '/etc/a.pem'\n   at System.IO.Strategies.FileStreamHelpers.ChooseStrategy(FileStream s, String path)\n   at Shop.Keys.<>c__DisplayClass3_0.<Read>b__0(Int32 i) in /src/Keys.cs:line 8\n   --- End of inner exception stack trace ---\n   at Shop.Orders.<ChargeAsync>d__5.MoveNext() in /src/Orders.cs:line 19\n--- End of stack trace from previous location ---\n   at System.Runtime.CompilerServices.TaskAwaiter.GetResult()\n   at Program.<Main>$(String[] args) in /src/Program.cs:line 3\n",
        same: &[
            "fail: Shop.Api[0] x\n      Shop.OrderException: order 3 failed\n       ---> System.IO.FileNotFoundException: Could not find file 'C:\\b.pem'.\n         at Shop.Keys.<>c__DisplayClass9_1.<Read>b__2(Int32 i) in C:\\build\\Keys.cs:line 80\n         --- End of inner exception stack trace ---\n         at Shop.Orders.ChargeAsync(String id) in C:\\build\\Orders.cs:line 190\n",
            "Shop.OrderException: order 3 failed ---> System.IO.FileNotFoundException: Could not find file 'b.pem'.\n   at Shop.Keys.Read(Int32 i)\n   --- End of inner exception stack trace ---\n   at Shop.Orders.ChargeAsync(String id)\n",
        ],
        moves: &[(":line 19", ":line 3"), ("d__5", "d__7")],
        differ: &[
            ("OrderException", "OtherException"),
            ("<ChargeAsync>", "<RefundAsync>"),
            ("FileNotFound", "DirectoryNotFound"),
            ("<Read>", "<Write>"),
        ],
        chain: 2,
    },
    Case {
        name: "go",
        text: "panic: order A-1 not found\n\ngoroutine 1 [running]:\nmain.(*Repo).Get.func1(...)\n\t/srv/shop/main.go:4\nmain.(*Repo).Get(0x7f74f28d05b8?, {0x49a8b3?, 0x52dae0?})\n\t/srv/shop/main.go:4 +0x67\nmain.load(...)\n\t/srv/shop/main.go:8\nmain.main()\n\t/srv/shop/main.go:10 +0xe5\nexit status 2\n",
        same: &[
            "panic: order B-77 not found [recovered]\n\ngoroutine 18 gp=0xc000 m=0 mp=0x1 [running]:\npanic({0x48cfa0?, 0xc00008a220?})\n\t/usr/local/go/src/runtime/panic.go:884 +0x212\nmain.(*Repo).Get(0xc0001)\n\tD:/a/shop/main.go:44 +0x1\ncreated by main.main in goroutine 1\n\tD:/a/shop/main.go:9 +0x2\n",
            "2026/11/21 10:00:00 http: panic serving 127.0.0.1:50412: order C-2 not found\ngoroutine 6 [running]:\nnet/http.(*conn).serve.func1()\n\t/usr/local/go/src/net/http/server.go:1854 +0xbf\npanic({0x48cfa0?, 0xc00008a220?})\n\t/usr/local/go/src/runtime/panic.go:890 +0x263\nmain.(*Repo).Get(0xc0001)\n\t/app/main.go:44 +0x1\n",
        ],
        moves: &[
            ("/srv/shop", "/app"),
            ("+0x67", "+0x99"),
            (".func1", ".func3.1"),
            ("goroutine 1 ", "goroutine 99 "),
        ],
        differ: &[("Get", "Find"), ("not found", "is late"), ("(*Repo)", "(*Users)")],
        chain: 1,
    },
    Case {
        name: "go, panic while unwinding",
        text: "panic: order A-2 not found [recovered]\n\tpanic: again: order A-2 not found\n\ngoroutine 1 [running]:\nmain.main.func2()\n\t/srv/c.go:11 +0x74\npanic({0x48cfa0, 0xc00008a220})\n\t/usr/lib/go-1.19/src/runtime/panic.go:884 +0x212\nmain.load(...)\n\t/srv/c.go:8\n",
        same: &[],
        moves: &[],
        differ: &[("main.load", "main.save"), ("again", "once more")],
        chain: 2,
    },
    Case {
        name: "go, an error with a stack",
        text: "order 17 not found\nexample.com/shop/orders.load\n\t/srv/shop/orders/load.go:12\nmain.main\n\t/srv/shop/main.go:20\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:250\n",
        same: &[],
        moves: &[("order 17", "order 18"), (":12", ":13")],
        differ: &[("orders.load", "orders.save")],
        chain: 1,
    },
    Case {
        name: "rust",
        text: "\nthread 'main' (15004) panicked at src/main.rs:6:100:\norder A-1 not found\nstack backtrace:\n   0: __rustc::rust_begin_unwind\n             at /rustc/59807616/library/std/src/panicking.rs:689:5\n   1: core::panicking::panic_fmt\n   2: shop::orders::Repo::get::{{closure}}\n             at ./src/main.rs:6:100\n   3: core::option::Option<T>::unwrap_or_else\n   4: shop::orders::Repo::get\n             at ./src/main.rs:6:82\n   5: shop::main\n             at ./src/main.rs:24:21\nnote: Some details are omitted.\n",
        same: &[
            "thread 'tokio-runtime-worker' panicked at 'order B-2 not found', /build/src/main.rs:6:1\nstack backtrace:\n   0:     0x55cd8ece4f1a - std[e28293b1aa0f68bd]::panicking::default_hook::{closure#0}\n   1:     0x55cd8ece4f1a - shop[a28293b1aa0f68bd]::orders::Repo::get::h0123456789abcdef\n                               at /build/src/main.rs:9:9\n   2:     0x55cd8ece4f1a - _start\n",
        ],
        moves: &[("6:100", "16:1"), ("'main'", "'w-17'"), ("15004", "7")],
        differ: &[("Repo::get", "Repo::find"), ("not found", "is late")],
        chain: 1,
    },
    Case {
        name: "rust, no backtrace",
        text: "thread 'main' panicked at src/orders.rs:6:100:\norder A-1 not found\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n",
        same: &["thread 'w' panicked at 'order B-1 not found', src/orders.rs:9:1"],
        moves: &[("6:100", "16:1")],
        differ: &[("not found", "is late"), ("orders.rs", "users.rs")],
        chain: 1,
    },
    Case {
        name: "rust, an error with causes",
        text: "Error: charge 17 failed\n\nCaused by:\n    0: read key\n    1: No such file or directory (os error 2)\n\nStack backtrace:\n   0: anyhow::error::<impl anyhow::Error>::msg\n   1: shop::keys::read\n             at ./src/keys.rs:6:82\n",
        same: &[],
        moves: &[("charge 17", "charge 18")],
        differ: &[
            ("No such file", "Permission denied"),
            ("keys::read", "keys::write"),
            ("read key", "write key"),
        ],
        chain: 3,
    },
    Case {
        name: "ruby",
        text: "orders.rb:4:in `get': order 3 not found (OrderNotFound)\n\tfrom orders.rb:5:in `block in load'\n\tfrom orders.rb:5:in `map'\n\tfrom main.rb:13:in `<main>'\n",
        same: &[
            "/srv/shop/orders.rb:40:in 'Orders::Repo#get': order 77 not found (OrderNotFound)\n\tfrom /srv/shop/orders.rb:5:in 'block in Orders::Repo.load'\n",
            "Traceback (most recent call last):\n\t2: from main.rb:13:in `<main>'\n\t1: from orders.rb:5:in `load'\norders.rb:4:in `get': order 3 not found (OrderNotFound)\n",
            "E, [2026-11-21T10:00:00.1 #42] ERROR -- : OrderNotFound: order 9 not found\n/var/lib/gems/3.1.0/gems/rack-3.0/lib/rack.rb:1:in `call'\norders.rb:4:in `rescue in get'\nmain.rb:13:in `<main>'\n",
            "OrderNotFound (order 9 not found):\n  \norders.rb:4:in `block (2 levels) in get'\nmain.rb:13:in `<main>'\n",
        ],
        moves: &[(":4:", ":44:")],
        differ: &[
            ("`get'", "`find'"),
            ("OrderNotFound", "Other"),
            ("not found", "is late"),
            ("orders.rb:4", "users.rb:4"),
        ],
        chain: 1,
    },
    Case {
        name: "ruby, cause",
        text: "b.rb:11:in `rescue in run': charge 3 failed (ArgumentError)\n\tfrom b.rb:8:in `run'\nb.rb:4:in `get': order 3 not found (OrderNotFound)\n\tfrom b.rb:9:in `run'\n",
        same: &[
            "Traceback (most recent call last):\n\t1: from b.rb:9:in `run'\nb.rb:4:in `get': order 3 not found (OrderNotFound)\n\t1: from b.rb:8:in `run'\nb.rb:11:in `rescue in run': charge 3 failed (ArgumentError)\n",
        ],
        moves: &[],
        differ: &[("OrderNotFound", "Other"), ("`get'", "`find'")],
        chain: 2,
    },
    Case {
        name: "php",
        text: "PHP Fatal error:  Uncaught Shop\\NotFound: order 17 not found in /srv/shop/a.php:4\nStack trace:\n#0 /srv/shop/a.php(5): Shop\\Repo->get()\n#1 [internal function]: Shop\\{closure}()\n#2 /srv/shop/a.php(6): array_map()\n#3 {main}\n\nNext LogicException: charge 17 failed in /srv/shop/b.php:6\nStack trace:\n#0 /srv/shop/b.php(8): Shop\\run()\n#1 {main}\n  thrown in /srv/shop/b.php on line 6\n",
        same: &[
            "[2026-11-21] Uncaught Shop\\NotFound: order 1 not found in /app/a.php:40\nStack trace:\n#0 /app/a.php(50): Shop\\Repo->get('1', Array)\n#1 {main}\n\nNext LogicException: charge 1 failed in /app/b.php:60\nStack trace:\n#0 /app/b.php(80): Shop\\run(Object(Shop\\X))\n#1 {main}\n",
        ],
        moves: &[("a.php(5)", "a.php(55)"), ("/srv/shop", "/var/www/shop")],
        differ: &[
            ("NotFound", "Other"),
            ("Repo->get", "Repo->find"),
            ("LogicException", "RuntimeException"),
            ("Shop\\run", "Shop\\walk"),
        ],
        chain: 2,
    },
    Case {
        name: "php, monolog",
        text: "[2026-11-21 10:00:00] production.ERROR: order 17 not found {\"exception\":\"[object] (Shop\\NotFound(code: 0): order 17 not found at /srv/shop/a.php:4)\n[stacktrace]\n#0 /srv/shop/a.php(5): Shop\\Repo->get()\n#1 /srv/shop/vendor/laravel/x.php(5): Illuminate\\Foo->handle()\n#2 {main}\n\"}\n",
        same: &[
            "PHP Fatal error:  Uncaught Shop\\NotFound: order 17 not found in /srv/shop/a.php:4\nStack trace:\n#0 /srv/shop/a.php(5): Shop\\Repo->get()\n#1 {main}\n",
        ],
        moves: &[],
        differ: &[("Repo->get", "Repo->find")],
        chain: 1,
    },
    Case {
        name: "node, before its modules had a scheme",
        text: "Error: socket hang up\n    at connResetException (internal/errors.js:607:14)\n    at Socket.emit (events.js:412:35)\n    at async load (/srv/api/orders.js:8:38)\n",
        same: &[
            "Error: socket hang up\n    at connResetException (node:internal/errors:692:14)\n    at Socket.emit (node:events:513:28)\n    at async load (/srv/api/orders.js:8:38)\n",
        ],
        moves: &[("events.js", "net.js"), ("events.js", "_http_client.js")],
        differ: &[("async load", "async save")],
        chain: 1,
    },
    Case {
        name: "ruby, a logger's words before the first line alone",
        text: "2026-11-21T10:00:00.000Z pid=17 WARN: OrderNotFound: order 17 not found\n2026-11-21T10:00:00.000Z pid=17 WARN: /bundle/gems/activerecord-7.0.4/lib/core.rb:284:in `find'\n/app/workers/mail.rb:7:in `perform'\n",
        same: &[],
        moves: &[("core.rb:284", "core.rb:290")],
        differ: &[("`perform'", "`retry'")],
        chain: 1,
    },
    Case {
        name: "php, raised by a function of its own",
        text: "PHP Fatal error:  Uncaught PDOException: gone in /srv/shop/repo.php:41\nStack trace:\n#0 /srv/shop/repo.php(41): PDOStatement->execute()\n#1 /srv/shop/users.php(12): Shop\\Repo->insert(Array)\n#2 {main}\n",
        same: &[
            "PHP Fatal error:  Uncaught PDOException: gone in /app/repo.php:52\nStack trace:\n#0 /app/repo.php(52): PDOStatement->execute()\n#1 /app/users.php(14): Shop\\Repo->insert(Array)\n#2 {main}\n",
        ],
        moves: &[],
        differ: &[("Repo->insert", "Repo->update")],
        chain: 1,
    },
    Case {
        name: "elixir",
        text: "** (KeyError) key :a not found\n    (elixir 1.14.0) lib/map.ex:535: Map.fetch!/2\n    (shop 0.1.0) lib/shop/orders.ex:12: anonymous fn/1 in Shop.Orders.load/1\n    (shop 0.1.0) lib/shop.ex:3: Shop.main/1\n",
        same: &[
            "10:00:00.1 [error] ** (KeyError) key :a not found\n    (shop 0.2.0) lib/shop/orders.ex:99: Shop.Orders.load/1\n",
        ],
        moves: &[],
        differ: &[("Orders.load", "Orders.save"), ("KeyError", "MatchError")],
        chain: 1,
    },
];

fn cases() -> impl Iterator<Item = &'static Case> {
    [CASES, scripting::CASES, compiled::CASES, wrappers::CASES].into_iter().flatten()
}

#[test]
fn every_language() {
    let mut failures = String::new();
    let mut check = |ok: bool, what: &str, a: &str, b: &str| {
        if !ok {
            failures += &format!("== {what}\n{}--\n{}\n", canonical(a), canonical(b));
        }
    };
    for case in cases() {
        let text = case.text;
        let base = canonical(text);
        check(
            parse(text.as_bytes()).len() == case.chain,
            &format!("{}: length of the chain", case.name),
            text,
            "",
        );
        for other in case.same {
            check(canonical(other) == base, &format!("{}: same {other}", case.name), text, other);
        }
        for (from, to) in case.moves {
            let other = text.replace(from, to);
            check(
                other != text && canonical(&other) == base,
                &format!("{}: {from} -> {to}", case.name),
                text,
                &other,
            );
        }
        for (from, to) in case.differ {
            let other = text.replace(from, to);
            check(
                canonical(&other) != base,
                &format!("{}: must differ, {from} -> {to}", case.name),
                text,
                &other,
            );
        }
        for (name, other) in wrapped(text) {
            check(canonical(&other) == base, &format!("{}: {name}", case.name), text, &other);
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// What transports do to a text.
fn wrapped(text: &str) -> [(&'static str, String); 7] {
    let lines = |f: &dyn Fn(usize, &str) -> String| {
        text.lines().enumerate().map(|(i, l)| f(i, l)).collect::<String>()
    };
    [
        ("CRLF", text.replace('\n', "\r\n")),
        ("CRI", lines(&|i, l| format!("2026-11-21T08:41:02.{i}Z stdout F {l}\n"))),
        ("syslog", lines(&|i, l| format!("Nov {:2} 10:00:{:02} web-{i} shop[4{i}]: {l}\n", i + 1, i % 60))),
        ("quoted", lines(&|_, l| format!("> {l}\n"))),
        ("JSON", serde_json::json!({"log": text, "stream": "stderr"}).to_string()),
        ("JSON in JSON", serde_json::json!({"log": serde_json::json!({"m": text}).to_string()}).to_string()),
        ("behind a log line", format!("2026-11-21 10:00:00,123 ERROR something went wrong\n{text}")),
    ]
}

#[test]
fn cut_anywhere_and_mixed() {
    for case in cases() {
        let text = case.text.as_bytes();
        for cut in 0..text.len() {
            for part in [&text[..cut], &text[cut..]] {
                let chain = parse(part);
                assert_eq!(ids(&chain).is_some(), !chain.is_empty());
                let mut out = Vec::new();
                render_python(&chain, &mut out);
            }
        }
        // Two threads that write at once.
        for other in cases() {
            let mut a = case.text.lines();
            let mut b = other.text.lines();
            let mut mixed = String::new();
            while let (Some(x), Some(y)) = (a.next(), b.next()) {
                mixed += &format!("{x}\n{y}\n");
            }
            let _ = ids(&parse(mixed.as_bytes()));
        }
    }
}

#[test]
fn hostile_sizes_in_every_language() {
    for line in [
        "\tat a.b.C.d(C.java:1)\n",
        "    at f (/a/b.js:1:2)\n",
        "   at A.B.C(D e) in /a.cs:line 3\n",
        "Caused by: a.b.CException: x\n",
        "   Suppressed: a.b.CException: x\n",
        "[cause]: Error: x\n",
        " ---> A.BException: x\n",
        "goroutine 1 [running]:\nmain.f()\n\t/a.go:1\n",
        "thread 'x' panicked at src/a.rs:1:2:\n",
        "a.rb:1:in `f': x (E)\n",
        "#0 a.php(1): f()\n",
        "Stack trace:\n#0 a.php(1): f()\nNext E: x in a:1\n",
        "** (E) x\n",
        "f@a/b.js:1:2\n",
        "#0      f (package:a/b.dart:1:2)\n",
        "\ta.lua:1: in function 'f'\n",
        "stack traceback:\n\ta.lua:1: in ?\n",
        "x at a.pm line 1.\n\tA::f(at 1) called at a.pm line 2\n",
        "at f, a.psm1: line 1\n",
        "At a.ps1:1 char:1 ",
        "at at at at ",
        "Error in f : x\nCalls: f -> g\n",
        "f -> ",
        "1: f(x) at a.R#2\n",
        "Backtrace:\n  1. global f()\n",
        "exception error: x\n  in function a:f/1 (a.erl, line 1)\n",
        " 0# f() at a.cc:1\n",
        "0x0000 ",
        "boost::wrapexcept<",
        "Exception",
        "Error: ",
        "\\n\\\"",
    ] {
        let text = line.repeat(400_000 / line.len());
        let chain = parse(text.as_bytes());
        assert_eq!(ids(&chain).is_some(), !chain.is_empty());
        let started = format!("E: x\n\tat a.b.C.d(C.java:1)\nError: x\n    at f (/a/b.js:1:2)\n{text}");
        let _ = ids(&parse(started.as_bytes()));
    }
}

/// A line of brackets has as many levels as it is long.
#[test]
fn brackets_around_an_error_are_read_without_recursion() {
    for open in ["[", "[Uncaught "] {
        let (open, close) = (open.repeat(200_000), "]".repeat(200_000));
        let text = format!("{open}Error: x{close}\n    at f (/a/b.js:1:2)\n    at g (/a/b.js:3:4)\n");
        let chain = parse(text.as_bytes());
        assert_eq!(chain.len(), 1);
        assert_eq!(&*chain[0].kind, b"Error");
    }
}

#[test]
fn ordinary_text_is_no_stack() {
    for text in [
        "",
        "served GET / in 3 ms",
        "first line\nsecond line at the end\n\tat home\n",
        "at 10:00 the job (nightly) ran\nfine",
        "build #0 is done\nok",
        "from a.rb:in 'x'\nno",
        "Error: one line only",
        "user@example.com\nwrote",
        "C:\\new\\table",
    ] {
        assert_eq!(find(text.as_bytes()), None, "{text}");
    }
}
