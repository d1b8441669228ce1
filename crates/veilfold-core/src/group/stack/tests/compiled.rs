//! Languages that are compiled, and forms of theirs that are less common.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "dart",
        text: "[ERROR:flutter/runtime/dart_vm_initializer.cc(41)] Unhandled Exception: SocketException: Connection refused (OS Error: Connection refused, errno = 111), address = api.example.com, port = 51322\n#0      IOClient.send (package:http/src/io_client.dart:94:7)\n<asynchronous suspension>\n#1      Sync.push (package:shop/sync/service.dart:73:18)\n<asynchronous suspension>\n#2      main (package:shop/main.dart:22:5)\n<asynchronous suspension>\n",
        same: &[
            "Unhandled exception:\nSocketException: Connection refused (OS Error: Connection refused, errno = 61), address = api.example.com, port = 4\n#0      _NativeSocket.startConnect (dart:io-patch/socket_patch.dart:682:35)\n<asynchronous suspension>\n#1      IOClient.send (package:http/src/io_client.dart:156:7)\n#2      Sync.push.<anonymous closure>.<anonymous closure> (package:shop/sync/service.dart:79:18)\n#3      _rootRunUnary (dart:async/zone.dart:1407:47)\n",
        ],
        moves: &[("73:18", "75:1"), ("main.dart:22", "main.dart:25")],
        differ: &[
            ("Sync.push", "Sync.pull"),
            ("SocketException", "HandshakeException"),
            ("sync/service", "sync/worker"),
        ],
        chain: 1,
    },
    Case {
        name: "flutter",
        text: "======== Exception caught by widgets library =====\nThe following _TypeError was thrown building OrderTile(dirty):\ntype 'Null' is not a subtype of type 'String'\n\nThe relevant error-causing widget was:\n  OrderTile OrderTile:file:///home/u/shop/lib/orders.dart:54:20\n\nWhen the exception was thrown, this was the stack:\n#0      new OrderTile.build (package:shop/widgets/order_tile.dart:27:33)\n#1      Element.rebuild (package:flutter/src/widgets/framework.dart:5187:7)\n(elided 4 frames from class _Timer)\n=====\n",
        same: &[],
        moves: &[
            ("27:33", "30:35"),
            ("orders.dart:54", "orders.dart:61"),
            ("/home/u", "/Users/runner"),
            ("elided 4", "elided 3"),
        ],
        differ: &[
            ("OrderTile.build", "PriceTag.build"),
            ("_TypeError", "RangeError"),
            ("is not a subtype", "is no part"),
        ],
        chain: 1,
    },
    Case {
        name: "erlang",
        text: "=CRASH REPORT==== 11-Apr-2026::03:12:44.100212 ===\n  crasher:\n    initial call: mq_session:init/1\n    pid: <0.1180.0>\n    exception error: no match of right hand side value {error,timeout}\n      in function  mq_session:publish/3 (src/mq_session.erl, line 211)\n      in call from mq_session:handle_cast/2 (src/mq_session.erl, line 140)\n      in call from gen_server:try_dispatch/4 (gen_server.erl, line 695)\n    ancestors: [mq_session_sup]\n",
        same: &[
            "=CRASH REPORT==== 12-Apr-2026::03:12:44.1 ===\n    exception error: no match of right hand side value \n                     {error,timeout}\n      in function  mq_session:'-publish/3-fun-0-'/2 (src/mq_session.erl, line 217)\n      in call from gen_server:try_dispatch/4 (gen_server.erl, line 1123)\n",
        ],
        moves: &[("0.1180.0", "0.7.0"), ("line 211", "line 217"), ("handle_cast", "handle_call")],
        differ: &[
            ("publish/3", "subscribe/3"),
            ("no match", "no case"),
            ("exception error", "exception exit"),
        ],
        chain: 1,
    },
    Case {
        name: "boost",
        text: "terminate called after throwing an instance of 'boost::wrapexcept<boost::bad_lexical_cast>'\n  what():  bad lexical cast\n 0# boost::stacktrace::basic_stacktrace<std::allocator<boost::stacktrace::frame> >::basic_stacktrace() at /usr/include/boost/stacktrace/stacktrace.hpp:129\n 1# on_terminate() at /opt/feed/src/main.cpp:18\n 2# 0x00007F3C5A0AE20C in /lib/x86_64-linux-gnu/libstdc++.so.6\n 3# feed::parse(std::string const&) at /opt/feed/src/parse.cpp:33\n 4# main at /opt/feed/src/main.cpp:44\n",
        same: &[
            "terminate called after throwing an instance of 'boost::exception_detail::clone_impl<boost::exception_detail::error_info_injector<boost::bad_lexical_cast> >'\n  what():  bad lexical cast\n 0# (anonymous namespace)::report() at /opt/feed/src/report.cpp:20\n 1# 0x00007F00D1229D90 in /lib/x86_64-linux-gnu/libstdc++.so.6\n 2# feed::parse(std::string const&) at /opt/feed/src/parse.cpp:38\n 3# _start in ./feedd\n",
        ],
        moves: &[(":33", ":38"), ("on_terminate", "at_end"), ("0x00007F3C5A0AE20C", "0x00007F00D1229D90")],
        differ: &[
            ("feed::parse", "feed::read"),
            ("what():  bad", "what():  odd"),
            ("bad_lexical", "bad_numeric"),
        ],
        chain: 1,
    },
    Case {
        name: "boost, without an exception",
        text: "cart is broken\n 0# boost::stacktrace::stacktrace() at /usr/include/boost/stacktrace.hpp:129\n 1# feed::log() at /opt/feed/src/log.cpp:18\n 2# feed::parse(int) at /opt/feed/src/parse.cpp:33\n 3# std::execute_native_thread_routine in /lib/libstdc++.so.6\n",
        same: &[],
        moves: &[("feed::parse", "feed::read")],
        differ: &[("feed::log", "feed::note")],
        chain: 1,
    },
    Case {
        name: "apple, a crash report",
        text: "Process:             Shop [2113]\nException Type:  EXC_BAD_ACCESS (SIGSEGV)\nException Codes: 0x0000000000000001, 0x00000001a3f2c5b8\n\nThread 0 Crashed:\n0   libobjc.A.dylib               \t0x00000001a0d2b02c objc_release + 16\n1   Shop                          \t0x0000000100b1c2d4 Cart.finish(at:) + 412 (Cart.swift:88)\n2   Shop                          \t0x0000000100b0a910 closure #1 in CartView.body.getter + 92 (CartView.swift:41)\n3   SwiftUI                       \t0x00000001b0a1b3c4 0x1b0900000 + 1094596\n",
        same: &[],
        moves: &[
            ("2113", "640"),
            ("+ 412", "+ 420"),
            ("Cart.swift:88", "Cart.swift:93"),
            ("0x0000000100b1c2d4", "0x0000000104f00a10"),
        ],
        differ: &[("Cart.finish", "Cart.add"), ("SIGSEGV", "SIGBUS")],
        chain: 1,
    },
    Case {
        name: "objective-c",
        text: "*** Terminating app due to uncaught exception 'NSInvalidArgumentException', reason: '-[NSNull length]: unrecognized selector sent to instance 0x1e4a0b8c0'\n*** First throw call stack:\n(\n\t0   CoreFoundation                      0x00000001803f20f4 __exceptionPreprocess + 242\n\t1   libobjc.A.dylib                     0x000000018019814c objc_exception_throw + 56\n\t2   Notes                               0x0000000100c0a120 -[NoteCell configure:] + 188\n\t3   Notes                               0x0000000100c00b10 main + 100\n)\n",
        same: &[],
        moves: &[("0x1e4a0b8c0", "0x2090f17e0"), ("+ 188", "+ 204")],
        differ: &[
            ("NoteCell configure", "TagCell configure"),
            ("NSInvalidArgument", "NSRange"),
            ("unrecognized", "another"),
        ],
        chain: 1,
    },
    Case {
        name: "mono",
        text: "NullReferenceException: Object reference not set to an instance of an object\n  at Inventory.Equip (System.Int32 slot) [0x0002b] in <b0b1c2d3e4f5061728394a5b6c7d8e9f>:0 \n  at Player.OnPickup (LootCrate crate) [0x0004c] in <b0b1c2d3e4f5061728394a5b6c7d8e9f>:0 \n",
        same: &[
            "NullReferenceException: Object reference not set to an instance of an object\n  at System.Array.Copy () [0x00010] in <11c0ffee11c0ffee11c0ffee11c0ffee>:0 \n  at Inventory.Equip (System.Int32 slot) [0x00021] in /home/ci/game/Scripts/Inventory.cs:118 \n",
        ],
        moves: &[
            ("[0x0002b]", "[0x00021]"),
            ("b0b1c2d3e4f5061728394a5b6c7d8e9f", "3a7c1f0be0b84b5f8d5f7e1c1b1a2c3d"),
        ],
        differ: &[("Inventory.Equip", "Inventory.Drop"), ("NullReference", "Format")],
        chain: 1,
    },
    Case {
        name: "dotnet framework",
        text: "Unhandled Exception: System.FormatException: Input string was not in a correct format.\n   at System.Double.Parse(String s)\n   at Shop.Scale.Weigh(String raw) in C:\\dev\\Scale.cs:line 12\n",
        same: &[
            "Unhandled exception. System.FormatException: The input string '12,5' was not in a correct format.\n   at System.Double.Parse(String s)\n   at Shop.Scale.Weigh(String raw) in /src/Scale.cs:line 14\n",
        ],
        moves: &[],
        differ: &[("FormatException", "OverflowException"), ("Scale.Weigh", "Scale.Tare")],
        chain: 1,
    },
    Case {
        name: "a minified bundle",
        text: "ChunkLoadError: Loading chunk 17 failed.\n    at r.f.j (https://cdn.example.com/assets/runtime.00ff1a2b.js:1:2177)\n    at loadSettings (https://cdn.example.com/assets/main.e8810c3d.js:2:90001)\n",
        same: &[
            "ChunkLoadError: Loading chunk 3 failed.\n    at a.f.j (https://cdn.example.com/assets/runtime.8c2e11f0.js:1:2140)\n    at loadSettings (https://cdn.example.com/assets/main.77ab0d19.js:2:88112)\n",
        ],
        moves: &[("r.f.j", "Xe.j")],
        differ: &[("f.j", "f.miniCss"), ("ChunkLoadError", "TypeError")],
        chain: 1,
    },
    Case {
        name: "dart, what is no exception",
        text: "Unhandled exception:\nInstance of 'CartFailure'\n#0      load (package:shop/cart.dart:12:3)\n",
        same: &[],
        moves: &[(":12:3", ":14:9")],
        differ: &[("CartFailure", "LoginFailure")],
        chain: 1,
    },
    Case {
        name: "erlang, terms",
        text: "** exception error: {badmatch,{error,timeout}}\n     in function  shop:load/1 (shop.erl, line 14)\n",
        same: &[
            "** exception error: {badmatch,\n                       {error,closed}}\n     in function  shop:load/1 (shop.erl, line 15)\n",
        ],
        moves: &[("timeout", "closed")],
        differ: &[("badmatch", "badkey"), ("error:", "exit:")],
        chain: 1,
    },
    Case {
        name: "elixir, why a process ended that was called",
        text: "** (exit) exited in: GenServer.call(#PID<0.150.0>, :get, 5000)\n    ** (EXIT) time out\n    (elixir 1.15.0) lib/gen_server.ex:1074: GenServer.call/3\n    (shop 0.1.0) lib/shop/cart.ex:14: Shop.Cart.get/1\n",
        same: &[],
        moves: &[("0.150.0", "0.9.0")],
        differ: &[("time out", "no process"), ("Cart.get", "Cart.put")],
        chain: 2,
    },
    Case {
        name: "elixir, what was raised in a process that was called",
        text: "** (exit) exited in: GenServer.call(Shop.Cart, :get, 5000)\n    ** (EXIT) an exception was raised:\n        ** (KeyError) key :stock not found in: %{id: 7}\n            (shop 0.1.0) lib/shop/cart.ex:14: Shop.Cart.handle_call/3\n            (stdlib 4.3) gen_server.erl:1149: :gen_server.try_handle_call/4\n    (elixir 1.15.0) lib/gen_server.ex:1074: GenServer.call/3\n    (shop 0.1.0) lib/shop/api.ex:3: Shop.Api.get/1\n",
        same: &[],
        moves: &[("id: 7", "id: 8")],
        differ: &[("KeyError", "MatchError"), ("handle_call/3", "handle_cast/3"), ("Api.get", "Api.put")],
        chain: 2,
    },
    Case {
        name: "apple, a thread that is not the first",
        text: "Exception Type:  EXC_CRASH (SIGABRT)\nException Codes: 0x0000000000000000, 0x0000000000000000\n\nThread 0:\n0   libsystem_kernel.dylib        \t0x00000001e0f3c1dc mach_msg_trap + 8\n1   Shop                          \t0x0000000104f2c3a8 main + 17320\n\nThread 3 Crashed:\n0   libsystem_kernel.dylib        \t0x00000001e0f3c1dc __pthread_kill + 8\n1   Shop                          \t0x0000000104f2c3a8 Cart.finish(at:) + 412 (Cart.swift:88)\n",
        same: &[],
        moves: &[("main + 17320", "Loop.run() + 9")],
        differ: &[("Cart.finish", "Cart.add")],
        chain: 1,
    },
    Case {
        name: "apple, where an exception was thrown",
        text: "Exception Type:  EXC_CRASH (SIGABRT)\n\nLast Exception Backtrace:\n0   CoreFoundation                \t0x1803f20f4 __exceptionPreprocess + 242\n1   Shop                          \t0x104f2c3a8 -[NoteCell configure:] + 188\n2   Shop                          \t0x104f2c000 main + 188\n\nThread 0 Crashed:\n0   libsystem_kernel.dylib        \t0x00000001e0f3c1dc __pthread_kill + 8\n",
        same: &[],
        moves: &[("main + 188", "Other.run() + 9")],
        differ: &[("configure", "draw")],
        chain: 1,
    },
    Case {
        name: "c, who called does not matter",
        text: "Program received signal SIGSEGV, Segmentation fault.\n#0  0x000055d0c0ffee12 in cart_add (id=7) at /srv/shop/src/cart.c:41\n#1  0x000055d0c0ffee99 in shop::load (id=7) at /srv/shop/src/orders.cc:12\n",
        same: &[],
        moves: &[("shop::load", "shop::save")],
        differ: &[("cart_add", "cart_drop")],
        chain: 1,
    },
    Case {
        name: "clojure",
        text: "java.lang.ArithmeticException: Divide by zero\n\tat clojure.lang.Numbers.divide(Numbers.java:190)\n\tat shop.cart$load$fn__1234$fn__77.invoke(cart.clj:12)\n\tat shop.cart$load.invokeStatic(cart.clj:11)\n",
        same: &["java.lang.ArithmeticException: Divide by zero\n\tat shop.cart$load.invoke(cart.clj:12)\n"],
        moves: &[("fn__1234$fn__77", "fn__99$fn__3")],
        differ: &[("shop.cart$load$", "shop.cart$save$")],
        chain: 1,
    },
    Case {
        name: "go, a panic that is no text",
        text: "panic: main.Failure{Code:7} [recovered]\n\ngoroutine 1 [running]:\nmain.load()\n\t/app/main.go:12 +0x1d\n",
        same: &[
            "panic: (main.Failure) {0x45e0a0, 0xc42}\n\ngoroutine 1 [running]:\nmain.load()\n\t/app/main.go:12 +0x1d\n",
        ],
        moves: &[("Code:7", "Code:8")],
        differ: &[("Failure", "Refusal")],
        chain: 1,
    },
];
