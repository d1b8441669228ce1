//! What stands around a failure and is no part of it, and forms of one failure that runtimes word in their own way.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "a future's wrapper",
        text: "java.util.concurrent.ExecutionException: shop.StockException: none of 17 left\n\tat java.base/java.util.concurrent.FutureTask.report(FutureTask.java:122)\n\tat shop.Batch.await(Batch.java:40)\nCaused by: shop.StockException: none of 17 left\n\tat shop.Stock.take(Stock.java:12)\n\t... 3 more\n",
        same: &[
            "shop.StockException: none of 4 left\n\tat shop.Stock.take(Stock.java:12)\n\tat shop.Order.place(Order.java:9)\n",
            "java.lang.reflect.InvocationTargetException\n\tat shop.Runner.run(Runner.java:7)\nCaused by: shop.StockException: none of 9 left\n\tat shop.Stock.take(Stock.java:12)\n",
        ],
        moves: &[("Batch.await", "Batch.join")],
        differ: &[
            ("Stock.take", "Stock.count"),
            ("StockException", "PriceException"),
            ("ExecutionException", "SyncException"),
        ],
        chain: 2,
    },
    Case {
        name: "the exception of one task",
        text: "System.AggregateException: One or more errors occurred. (no rows) ---> System.InvalidOperationException: no rows\n   at Shop.Reader.First() in /src/Reader.cs:line 9\n   --- End of inner exception stack trace ---\n   at System.Threading.Tasks.Task.Wait()\n   at Shop.Job.Run() in /src/Job.cs:line 30\n",
        same: &[
            "System.InvalidOperationException: no rows\n   at Shop.Reader.First() in /src/Reader.cs:line 12\n   at Shop.Other.Run() in /src/Other.cs:line 3\n",
        ],
        moves: &[("Shop.Job.Run", "Shop.Job.Start")],
        differ: &[("Reader.First", "Reader.Last"), ("InvalidOperation", "Argument")],
        chain: 2,
    },
    Case {
        name: "the task group of a library",
        text: "  + Exception Group Traceback (most recent call last):\n  |   File \"/usr/lib/python3.12/site-packages/anyio/tasks.py\", line 678, in __aexit__\n  |     raise BaseExceptionGroup(\n  | ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"/app/shop/index.py\", line 17, in query\n    |     return hit[\"boost\"]\n    | KeyError: 'boost'\n    +------------------------------------\n",
        same: &[
            "Traceback (most recent call last):\n  File \"/app/shop/index.py\", line 21, in query\n    return hit[\"boost\"]\nKeyError: 'boost'\n",
        ],
        moves: &[("tasks.py", "abc.py")],
        differ: &[
            ("in query", "in count"),
            ("KeyError", "IndexError"),
            // Who groups in the program's own code may say something by it.
            ("/usr/lib/python3.12/site-packages/anyio", "/app/shop"),
        ],
        chain: 2,
    },
    Case {
        name: "a function of C without a file",
        text: "==31==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000118\n    #0 0x4f1c2d in __interceptor_memcpy (/out/fuzz+0x4f1c2d)\n    #1 0x53a8e4 in read_frame (/out/fuzz+0x53a8e4)\n    #2 0x52e0aa in LLVMFuzzerTestOneInput (/out/fuzz+0x52e0aa)\n",
        same: &[
            "==9==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000001018\n    #0 0x49a72d in __interceptor_memcpy (/out/tool+0x49a72d)\n    #1 0x53afe4 in read_frame (/out/tool+0x53afe4)\n    #2 0x5f5c01 in show (/out/tool+0x5f5c01)\n",
        ],
        moves: &[],
        differ: &[("read_frame", "read_tag"), ("heap-buffer", "stack-buffer")],
        chain: 1,
    },
    Case {
        name: "Firefox and Chrome of what is not there",
        text: "TypeError: Cannot read properties of null (reading 'top')\n    at scroll (https://x.example/app.js:1:200)\n    at click (https://x.example/app.js:1:90)\n",
        same: &[
            "TypeError: can't access property \"top\", e is null\nscroll@https://x.example/app.js:1:210\nclick@https://x.example/app.js:1:95\n",
        ],
        moves: &[],
        differ: &[("'top'", "'left'"), ("at scroll", "at jump")],
        chain: 1,
    },
    Case {
        name: "React's numbers",
        text: "Error: Minified React error #310; visit https://react.dev/errors/310 for the full message\n    at render (https://x.example/app.js:1:200)\n",
        same: &[],
        moves: &[(
            "https://react.dev/errors/310",
            "https://reactjs.org/docs/error-decoder.html?invariant=310",
        )],
        differ: &[("error #310", "error #185")],
        chain: 1,
    },
    Case {
        name: "ocaml",
        text: "Fatal error: exception Shop.Missing(\"cart 17\")\nRaised at Stdlib__Hashtbl.find in file \"hashtbl.ml\", line 539, characters 13-28\nCalled from Symtab.resolve in file \"src/symtab.ml\" (inlined), line 44, characters 10-35\nCalled from Dune__exe__Main.run in file \"bin/main.ml\", line 31, characters 2-24\n",
        same: &[
            "Fatal error: exception Shop.Missing(\"cart 4\")\nRaised at Stdlib__Hashtbl.find in file \"hashtbl.ml\", line 547, characters 13-28\nCalled from Symtab.resolve in file \"src/symtab.ml\", line 47, characters 12-37\nRe-raised at Typecheck.check in file \"src/typecheck.ml\", line 9, characters 4-8\n",
        ],
        moves: &[("line 44", "line 51"), ("characters 10-35", "characters 8-9")],
        differ: &[("Symtab.resolve", "Symtab.bind"), ("Missing", "Doubled")],
        chain: 1,
    },
];
