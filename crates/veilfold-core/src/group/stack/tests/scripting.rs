//! Languages whose programs are run from their sources.

use super::Case;

pub(super) const CASES: &[Case] = &[
    Case {
        name: "lua",
        text: "lua: cart.lua:17: attempt to index a nil value (field 'stock')\nstack traceback:\n\t[C]: in ?\n\tcart.lua:17: in function 'cart.weigh'\n\tplayer.lua:52: in method 'can_carry'\n\tmain.lua:9: in main chunk\n\t[C]: in ?\n",
        same: &[
            "lua5.4: ./scripts/cart.lua:20: attempt to index a nil value (field 'stock')\nstack traceback:\n\t./scripts/cart.lua:20: in upvalue 'weigh'\n\t./scripts/player.lua:52: in method 'can_carry'\n",
            "2026/11/21 10:00:01 [error] 31#31: *88 lua entry thread aborted: runtime error: /etc/nginx/lua/cart.lua:44: attempt to index a nil value (field 'stock')\nstack traceback:\ncoroutine 0:\n\t/etc/nginx/lua/cart.lua:44: in function 'weigh'\n\taccess_by_lua(nginx.conf:112):3: in main chunk, client: 10.2.0.4, server: a.example.com\n",
        ],
        moves: &[("52:", "53:"), ("in method 'can_carry'", "in function <player.lua:50>")],
        differ: &[("cart.weigh", "cart.heaviest"), ("index a", "call a"), ("cart.lua", "shop.lua")],
        chain: 1,
    },
    Case {
        name: "perl",
        text: "Can't call method \"fetch\" on an undefined value at /srv/app/lib/Shop/Cart.pm line 118, <$fh> line 4031.\n\tShop::Cart::load(Shop::Cart=HASH(0x55c0f1a2b3c8), \"at 3\") called at /srv/app/lib/Shop/Cart.pm line 60\n\teval {...} called at /srv/app/lib/Shop/Cart.pm line 58\n\tShop::Cart::build(Shop::Cart=HASH(0x55c0f1a2b3c8)) called at /opt/shop/bin/nightly.pl line 22\n\tmain::run(\"2026-11\") called at /opt/shop/bin/nightly.pl line 9\n",
        same: &[
            "Can't call method \"fetch\" on an undefined value\n at lib/Shop/Cart.pm line 121.\n\tShop::Cart::load(Shop::Cart=HASH(0x1)) called at lib/Shop/Cart.pm line 60\n",
            "Can't call method \"fetch\" on an undefined value at lib/Shop/Cart.pm line 121.\n at lib/Shop/Cart.pm line 121.\n\teval {...} called at lib/Shop/Cart.pm line 120\n\tShop::Cart::load(Shop::Cart=HASH(0x1)) called at lib/Shop/Cart.pm line 60\n",
        ],
        moves: &[("line 118", "line 119"), ("main::run", "main::again")],
        differ: &[
            ("Cart::load", "Cart::save"),
            ("undefined", "unblessed"),
            ("Shop::Cart::load", "Shop::Order::load"),
        ],
        chain: 1,
    },
    Case {
        name: "perl, in a script",
        text: "no stock at bin/nightly.pl line 30.\n\tmain::count(3) called at bin/nightly.pl line 22\n",
        same: &[
            "no stock at /opt/shop/bin/nightly.pl line 33.\n\tmain::count(4) called at /opt/shop/bin/nightly.pl line 25\n",
        ],
        moves: &[],
        differ: &[("nightly.pl", "hourly.pl"), ("count", "weigh")],
        chain: 1,
    },
    Case {
        name: "powershell 7",
        text: "Exception: /opt/deploy/Deploy.psm1:88\nLine |\n  88 |          throw \"Slot $Slot is not healthy after $Tries tries\"\n     |          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n     | Slot staging is not healthy after 30 tries\nat Wait-Slot, /opt/deploy/Deploy.psm1: line 88\nat Publish-App, /opt/deploy/Deploy.psm1: line 131\nat <ScriptBlock>, <No file>: line 1\n",
        same: &[
            "Exception: C:\\agent\\Deploy.psm1:92\nLine |\n  92 |          throw \"Slot $Slot is not healthy after $Tries tries\"\n     |          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n     | Slot blue is not healthy after 10 tries\nat Wait-Slot, C:\\agent\\Deploy.psm1: line 92\n",
        ],
        moves: &[("Slot staging", "Slot green"), ("Publish-App", "Publish-All")],
        differ: &[("Wait-Slot", "Wait-App"), ("not healthy", "not there"), ("Exception:", "Get-Item:")],
        chain: 1,
    },
    Case {
        name: "powershell, a message that the code does not tell",
        text: "Write-Error: /opt/deploy/Deploy.psm1:88\nLine |\n  88 |      Write-Error $message\n     |      ~~~~~~~~~~~~~~~~~~~~\n     | disk is full\nat Wait-Slot, /opt/deploy/Deploy.psm1: line 88\n",
        same: &[],
        moves: &[],
        differ: &[("disk is full", "disk is gone")],
        chain: 1,
    },
    Case {
        name: "powershell, the classic view",
        text: "Get-ADUser : Cannot find an object with identity: 'm.rossi'.\nAt C:\\Scripts\\Offboarding\\Disable-Leaver.ps1:42 char:13\n+     $user = Get-ADUser -Identity $Name\n+             ~~~~~~~~~~~~~~~~~~~~~~~~~~\n    + CategoryInfo          : ObjectNotFound: (m.rossi:ADUser) [Get-ADUser], ADIdentityNotFoundException\n    + FullyQualifiedErrorId : ActiveDirectoryCmdlet\n",
        same: &[],
        moves: &[("C:\\Scripts", "D:\\Jobs\\Scripts"), ("m.rossi", "j.doe"), (":42 char:13", ":47 char:5")],
        differ: &[
            ("Disable-Leaver", "Export-Groups"),
            ("Cannot find", "Cannot read"),
            ("ADIdentity", "ADServer"),
        ],
        chain: 1,
    },
    Case {
        name: "r, a script that ends",
        text: "Error in if (x[i] > threshold) { : missing value where TRUE/FALSE needed\nCalls: main -> run_batch -> lapply -> FUN -> flag\nExecution halted\n",
        same: &[
            "Error in if (x[i] > threshold) { : \n  missing value where TRUE/FALSE needed\nCalls: main ... tryCatch -> flag\nExecution halted\n",
        ],
        moves: &[("run_batch", "run_all")],
        differ: &[("-> flag", "-> drop_gaps"), ("missing", "no")],
        chain: 1,
    },
    Case {
        name: "r, a traceback",
        text: "Error in if (x[i] > threshold) { : missing value where TRUE/FALSE needed\nCalls: main -> lapply -> FUN -> flag\nTraceback:\n5: flag(df$value, threshold = 3.5) at /home/r/etl/R/outliers.R#22\n4: FUN(X[[i]], ...)\n3: lapply(batches, function(b) flag(b$value)) at /home/r/etl/R/batch.R#40\n1: main()\n",
        same: &[
            "Error in if (x[i] > threshold) { : missing value where TRUE/FALSE needed\n5: flag(df$value, threshold = 2) at outliers.R#25\n4: FUN(X[[i]], ...)\n",
        ],
        moves: &[("/home/r/etl", "/srv/apps/44"), ("R#22", "R#25")],
        differ: &[("flag(df", "drop_gaps(df"), ("missing", "no")],
        chain: 1,
    },
    Case {
        name: "rlang",
        text: "Error in `mutate()`:\n\u{2139} In argument: `rate = amount / base`.\nCaused by error:\n! object 'base' not found\nBacktrace:\n     \u{2586}\n  1. \u{251c}\u{2500}global add_rates(sales)\n  2. \u{2502} \u{2514}\u{2500}sales %>% mutate(rate = amount/base)\n  3. \u{251c}\u{2500}dplyr::mutate(., rate = amount/base)\n  4. \u{2514}\u{2500}dplyr:::mutate.data.frame(., rate = amount/base)\n",
        same: &[
            "Error in `mutate()`:\n! Problem while computing `rate = amount / base`.\nCaused by error in `mutate()`:\n! object 'base' not found\nBacktrace:\n     \u{2586}\n  1. \u{251c}\u{2500}shop::run()\n  2. \u{2502} \u{2514}\u{2500}shop:::add_rates(sales_q2)\n  3. \u{2514}\u{2500}dplyr:::mutate.data.frame(., rate = amount/base)\n",
        ],
        moves: &[("rate = amount", "fee = amount")],
        differ: &[("add_rates", "add_margins"), ("not found", "is empty")],
        chain: 1,
    },
    Case {
        name: "php, an argument that is refused",
        text: "PHP Fatal error:  Uncaught TypeError: App\\Tax::rate(): Argument #1 ($country) must be of type string, null given, called in /srv/shop/src/Checkout/Summary.php on line 61 and defined in /srv/shop/src/Tax.php:21\nStack trace:\n#0 /srv/shop/src/Checkout/Summary.php(61): App\\Tax->rate(NULL)\n#1 /srv/shop/src/Controller/Checkout.php(74): App\\Checkout\\Summary->build(Object(App\\Cart))\n#2 /srv/shop/public/index.php(5): App\\Controller\\Checkout->show('8')\n#3 {main}\n  thrown in /srv/shop/src/Tax.php on line 21\n",
        same: &[],
        moves: &[("line 61", "line 64"), ("->show(", "->list(")],
        differ: &[
            ("Summary->build", "Summary->print"),
            ("Tax::rate", "Tax::country"),
            ("of type string", "of type int"),
        ],
        chain: 1,
    },
    Case {
        name: "lua, a message of several lines, and modules whose files have one name",
        text: "lua: gate/init.lua:17: module 'shop.cart' not found:\n\tno field package.preload['shop.cart']\n\tno file '/usr/local/share/lua/5.3/shop/cart.lua'\nstack traceback:\n\t[C]: in function 'require'\n\tgate/init.lua:17: in function 'open'\n\t[C]: in ?\n",
        same: &[
            "lua5.4: gate/init.lua:19: module 'shop.cart' not found:\n\tno file './shop/cart.so'\nstack traceback:\n\t[C]: in function 'require'\n\tgate/init.lua:19: in function 'open'\n",
        ],
        moves: &[],
        differ: &[("not found", "has an error"), ("gate/init", "door/init")],
        chain: 1,
    },
    Case {
        name: "lua, a library below the program",
        text: "lua: /usr/share/lua/5.1/socket/http.lua:88: no host\nstack traceback:\n\t/usr/share/lua/5.1/socket/http.lua:88: in function 'request'\n\t./shop/api.lua:17: in function 'fetch'\n\taccess_by_lua(nginx.conf:112):3: in main chunk\n",
        same: &[],
        moves: &[("in function 'request'", "in function 'trequest'")],
        differ: &[("in function 'fetch'", "in function 'send'")],
        chain: 1,
    },
    Case {
        name: "lua, loaded from strings",
        text: "[string \"game/player\"]:12: no armour\nstack traceback:\n\t[string \"game/player\"]:12: in function 'hit'\n\t[string \"return 17\"]:1: in main chunk\n",
        same: &[],
        moves: &[("return 17", "return 4")],
        differ: &[("game/player\"]:12: in", "game/enemy\"]:12: in")],
        chain: 1,
    },
    Case {
        name: "perl, a library below the program",
        text: "no host at /usr/share/perl5/LWP/UserAgent.pm line 3.\n\tLWP::UserAgent::get(\"x\") called at lib/Shop/Api.pm line 9\n\tShop::Api::load() called at x.pl line 2\n",
        same: &[],
        moves: &[("UserAgent::get", "UserAgent::head")],
        differ: &[("Shop::Api::load", "Shop::Api::save")],
        chain: 1,
    },
    Case {
        name: "powershell, a message that a window breaks",
        text: "Get-Item : Cannot find path 'C:\\stock\\cart.csv' because \nit does not exist.\nAt C:\\Scripts\\Weigh.ps1:3 char:5\n+     Get-Item $p\n+     ~~~~~~~~~~~\n    + CategoryInfo          : ObjectNotFound: (C:\\stock\\cart.csv:String) [Get-Item], ItemNotFoundException\n",
        same: &[
            "Get-Item : Cannot find path 'C:\\b.csv' because it does not exist.\nAt C:\\Scripts\\Weigh.ps1:9 char:5\n+     Get-Item $p\n+     ~~~~~~~~~~~\n    + CategoryInfo          : ObjectNotFound: (C:\\b.csv:String) [Get-Item], ItemNotFoundException\n",
        ],
        moves: &[],
        differ: &[("does not exist", "is locked"), ("Cannot find", "Cannot read")],
        chain: 1,
    },
    Case {
        name: "powershell, code that cannot be read",
        text: "At C:\\Scripts\\Weigh.ps1:3 char:5\n+     Get-Item $p )\n+                 ~\nUnexpected token ')' in expression or statement.\n    + CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException\n",
        same: &[],
        moves: &[(":3 char:5", ":4 char:7")],
        differ: &[("Unexpected token", "Missing")],
        chain: 1,
    },
    Case {
        name: "powershell 7, without calls",
        text: "Get-Item: /opt/deploy/Weigh.ps1:3\nLine |\n   3 |  Get-Item $path\n     |  ~~~~~~~~~~~~~~\n     | Cannot find path '/stock' because it does not\n     | exist.\n",
        same: &[
            "Get-Item: /srv/Weigh.ps1:7\nLine |\n   7 |  Get-Item -Path $p\n     |  ~~~~~~~~~~~~~~~~~\n     | Cannot find path '/b' because it does not exist.\n",
        ],
        moves: &[],
        differ: &[("Cannot find", "Cannot read"), ("Weigh.ps1", "Count.ps1"), ("Get-Item:", "Copy-Item:")],
        chain: 1,
    },
    Case {
        name: "powershell, what is thrown is all data",
        text: "Exception: /opt/deploy/Weigh.ps1:3\nLine |\n   3 |  throw \"Weighing failed: $_\"\n     |  ~~~~~~~~~~~\n     | Weighing failed: disk is full\nat Wait-Slot, /opt/deploy/Weigh.ps1: line 3\n",
        same: &[],
        moves: &[],
        differ: &[("disk is full", "network is down")],
        chain: 1,
    },
    Case {
        name: "r, a traceback and the calls of a script",
        text: "Error in g(x) : bad value 7\n4: stop(\"bad value \", x) at cart.R#3\n3: g(x) at /srv/etl/R/cart.R#7\n2: f(7)\n",
        same: &[
            "Error in g(x) : bad value 8\nCalls: f -> g\nExecution halted\n",
            "Warning: Error in g: bad value 9\n  101: stop\n  100: g [/srv/app/R/cart.R#12]\n   99: runApp\n",
        ],
        moves: &[("/srv/etl/R/cart.R#7", "batch.R#9")],
        differ: &[("3: g(", "3: h(")],
        chain: 1,
    },
    Case {
        name: "r, an object's method, and R's own way to an error",
        text: "Error in `weigh()`:\n! Cart 17 is gone.\nBacktrace:\n    \u{2586}\n 1. \u{2514}\u{2500}cart$weigh(17)\n 2.   \u{2514}\u{2500}rlang::abort(\"x\")\n",
        same: &["Error: Cart 4 is gone.\nCalls: weigh ... .handleSimpleError -> h\n"],
        moves: &[("cart$", "basket$")],
        differ: &[("$weigh", "$count")],
        chain: 1,
    },
    Case {
        name: "php, a message of several lines",
        text: "PHP Fatal error:  Uncaught PDOException: SQLSTATE[42000]: Syntax error\nnear 'x' in /srv/shop/src/Cart.php:12\nStack trace:\n#0 /srv/shop/src/Api.php(30): App\\Cart->split(0)\n#1 {main}\n",
        same: &[
            "[2026-11-21 10:00:00] production.ERROR: SQLSTATE {\"exception\":\"[object] (PDOException(code: 42): SQLSTATE[42000]: Syntax error\nnear 'y' at /srv/shop/src/Cart.php:14)\n[stacktrace]\n#0 /srv/shop/src/Api.php(30): App\\Cart->split(0)\n#1 {main}\n\"}\n",
        ],
        moves: &[("near 'x'", "near the end")],
        differ: &[
            ("PDOException", "DriverException"),
            ("Syntax error", "Access denied"),
            ("->split", "->join"),
        ],
        chain: 1,
    },
];

#[test]
fn prose_is_no_stack() {
    for text in [
        "He phoned at home line 3.\nthe woman called at home line 3",
        "the comma\nat home, my dear: line 3 is long",
        "call center summary\nCalls: from Berlin to Rome\n",
        "Error: cannot sync\nCalls: 17 made -> 3 failed\n",
        "the list\n1. fox::jumps over(the) dog\nBacktrace: none\n1. fox::jumps()\n",
        "a table\nLine | Stop\n   3 | Rome\n",
    ] {
        assert_eq!(super::find(text.as_bytes()), None, "{text}");
    }
}
