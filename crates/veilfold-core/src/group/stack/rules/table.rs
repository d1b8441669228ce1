//! The rules. General in form: each names a message that a language or a widely used library builds from data.

use super::Rule;

/// Types under an older or another name, and their one name.
pub(super) const KINDS: &[(&str, &str)] = &[
    // Renamed or merged between Python 3.10 and 3.14.
    ("exceptiongroup.ExceptionGroup", "ExceptionGroup"),
    ("exceptiongroup.BaseExceptionGroup", "BaseExceptionGroup"),
    ("asyncio.exceptions.TimeoutError", "TimeoutError"),
    ("concurrent.futures._base.TimeoutError", "TimeoutError"),
    ("socket.timeout", "TimeoutError"),
    ("asyncio.exceptions.CancelledError", "CancelledError"),
    ("concurrent.futures._base.CancelledError", "CancelledError"),
    ("IOError", "OSError"),
    ("EnvironmentError", "OSError"),
];

pub(super) const RULES: &[Rule] = &[
    // Python: the interpreter's own messages. Names in quotes are names in code: they say what is wrong.
    Rule {
        kinds: &["RecursionError"],
        pattern: "*",
        says: "maximum recursion depth exceeded",
        same: &[
            "maximum recursion depth exceeded",
            "maximum recursion depth exceeded while calling a Python object",
        ],
    },
    Rule {
        kinds: &["ZeroDivisionError"],
        pattern: "*",
        says: "division by zero",
        same: &["division by zero", "integer division or modulo by zero", "float floor division by zero"],
    },
    Rule {
        kinds: &["SyntaxError", "IndentationError", "TabError"],
        pattern: "* (*, line *)",
        says: "{1~}",
        same: &["invalid syntax (a.py, line 3)", "invalid syntax (b.py, line 10)"],
    },
    Rule { kinds: &["KeyError"], pattern: "'*'", says: "<key>", same: &["'a'", "'b c'"] },
    Rule { kinds: &["KeyError"], pattern: "(*)", says: "<key>", same: &["('a', 1)", "(2, 'b')"] },
    Rule {
        kinds: &["AttributeError"],
        pattern: "'*' object has no attribute '*'*",
        says: "'{1}' object has no attribute '{2}'",
        same: &["'A' object has no attribute 'b'", "'A' object has no attribute 'b'. Did you mean: 'c'?"],
    },
    Rule {
        kinds: &["AttributeError"],
        pattern: "* '*' has no attribute '*'*",
        says: "{1} '{2}' has no attribute '{3}'",
        same: &[
            "module 'sys' has no attribute 'exitt'",
            "module 'sys' has no attribute 'exitt'. Did you mean: 'exit'?",
        ],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "name '*' is not defined*",
        says: "name '{1}' is not defined",
        same: &["name 'x' is not defined", "name 'x' is not defined. Did you mean: 'y'?"],
    },
    Rule {
        kinds: &["UnboundLocalError"],
        pattern: "local variable '*' referenced before assignment",
        says: "'{1}' has no value yet",
        same: &["local variable 'x' referenced before assignment"],
    },
    Rule {
        kinds: &["UnboundLocalError", "NameError"],
        pattern: "cannot access * variable '*' where it is not associated with a value*",
        says: "'{2}' has no value yet",
        same: &[
            "cannot access local variable 'x' where it is not associated with a value",
            "cannot access free variable 'x' where it is not associated with a value in enclosing scope",
        ],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "free variable '*' referenced before assignment*",
        says: "'{1}' has no value yet",
        same: &["free variable 'x' referenced before assignment in enclosing scope"],
    },
    Rule {
        kinds: &["ModuleNotFoundError"],
        pattern: "No module named '*'*",
        says: "No module named '{1}'",
        same: &["No module named 'a'", "No module named 'a'; 'a' is not a package"],
    },
    Rule {
        kinds: &["ImportError"],
        pattern: "cannot import name '*' from *'*' (*",
        says: "cannot import name '{1}' from '{3}'",
        same: &[
            "cannot import name 'a' from 'b' (/srv/b.py)",
            "cannot import name 'a' from 'b' (/app/b.py)",
            "cannot import name 'a' from partially initialized module 'b' (most likely due to a circular import)",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() missing * required * argument*: *",
        says: "{1}() lacks arguments {5}",
        same: &[
            "f() missing 1 required positional argument: 'x'",
            "f() missing 1 required keyword-only argument: 'x'",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() got an unexpected keyword argument '*'*",
        says: "{1}() got an unexpected keyword argument '{2}'",
        same: &[
            "f() got an unexpected keyword argument 'x'",
            "f() got an unexpected keyword argument 'x'. Did you mean 'y'?",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() argument must be a string, a bytes-like object or a *number, not '*'",
        says: "{1}() argument must be a number, not '{3}'",
        same: &[
            "int() argument must be a string, a bytes-like object or a number, not 'NoneType'",
            "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() argument must be a string or a *number, not '*'",
        says: "{1}() argument must be a number, not '{3}'",
        same: &[
            "float() argument must be a string or a number, not 'list'",
            "float() argument must be a string or a real number, not 'list'",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "unsupported operand type(s) for *: '*' and '*'",
        says: "unsupported operand types for {1}: '{2}' and '{3}'",
        same: &["unsupported operand type(s) for +: 'int' and 'str'"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "'*' object *",
        says: "'{1}' object {2}",
        same: &["'NoneType' object is not subscriptable"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "not enough values to unpack (*",
        says: "not enough values to unpack",
        same: &[
            "not enough values to unpack (expected 2, got 1)",
            "not enough values to unpack (expected at least 3, got 0)",
        ],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "too many values to unpack (*",
        says: "too many values to unpack",
        same: &["too many values to unpack (expected 2)", "too many values to unpack (expected 2, got 5)"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "invalid literal for int() with base *",
        says: "invalid literal for int()",
        same: &[
            "invalid literal for int() with base 10: 'a'",
            "invalid literal for int() with base 16: 'it''s zz top'",
        ],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "could not convert string to float: *",
        says: "could not convert string to float",
        same: &["could not convert string to float: 'a'", "could not convert string to float: ''"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "Invalid isoformat string: *",
        says: "Invalid isoformat string",
        same: &["Invalid isoformat string: 'x'", "Invalid isoformat string: '2024 13'"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "time data * does not match format *",
        says: "time data does not match format",
        same: &["time data '1' does not match format '%Y-%m'", "time data 'a b' does not match format '%d'"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "unconverted data remains: *",
        says: "unconverted data remains",
        same: &["unconverted data remains: x", "unconverted data remains:  12 y"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "* is not a valid *",
        says: "not a valid {2}",
        same: &["'purple' is not a valid Color", "17 is not a valid Color"],
    },
    Rule {
        kinds: &["UnicodeDecodeError"],
        pattern: "'*' codec can't decode *",
        says: "{1} codec can't decode",
        same: &[
            "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte",
            "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data",
        ],
    },
    Rule {
        kinds: &["UnicodeEncodeError"],
        pattern: "'*' codec can't encode *",
        says: "{1} codec can't encode",
        same: &[
            "'ascii' codec can't encode character '\\xe9' in position 1: ordinal not in range(128)",
            "'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "[Errno *] *: *",
        says: "{2~}",
        same: &[
            "[Errno 2] No such file or directory: 'a'",
            "[Errno 2] No such file or directory: 'b' -> 'c d'",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "[Errno *] *",
        says: "{2~}",
        same: &["[Errno 111] Connection refused", "[Errno 61] Connection refused"],
    },
    Rule {
        kinds: &[],
        pattern: "Multiple exceptions: [Errno *] *",
        says: "Multiple exceptions",
        same: &[
            "Multiple exceptions: [Errno 111] Connect call failed ('::1', 5432, 0, 0), [Errno 111] Connect call failed ('127.0.0.1', 5432)",
            "Multiple exceptions: [Errno 111] Connect call failed ('10.0.0.1', 1)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "[SSL: *] *(_ssl.c:*)",
        says: "{1}",
        same: &[
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1129)",
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1007)",
        ],
    },
    Rule {
        kinds: &["CalledProcessError"],
        pattern: "Command * returned non-zero exit status *",
        says: "Command returned non-zero exit status",
        same: &[
            "Command '['a', 'b']' returned non-zero exit status 1.",
            "Command 'c d' returned non-zero exit status 127.",
        ],
    },
    Rule {
        kinds: &["CalledProcessError"],
        pattern: "Command * died with <*",
        says: "Command died with a signal",
        same: &[
            "Command '['a', 'b']' died with <Signals.SIGKILL: 9>.",
            "Command 'c' died with <Signals.SIGTERM: 15>.",
        ],
    },
    Rule {
        kinds: &["TimeoutExpired"],
        pattern: "Command * timed out after *",
        says: "Command timed out",
        same: &["Command '['a', 'b']' timed out after 3 seconds", "Command 'c' timed out after 0.5 seconds"],
    },
    // Python libraries.
    Rule {
        kinds: &["JSONDecodeError"],
        pattern: "Illegal trailing comma before end of object: *",
        says: "Expecting property name enclosed in double quotes",
        same: &["Illegal trailing comma before end of object: line 1 column 9 (char 8)"],
    },
    Rule {
        kinds: &["JSONDecodeError"],
        pattern: "*: line * column * (char *)",
        says: "{1}",
        same: &["Expecting value: line 1 column 1 (char 0)", "Expecting value: line 3 column 12 (char 77)"],
    },
    Rule {
        kinds: &["ValidationError"],
        pattern: "* validation error* for *",
        says: "validation errors for {3}",
        same: &["1 validation error for Order", "3 validation errors for Order"],
    },
    Rule {
        kinds: &["ValidationError"],
        pattern: "* is not of type *",
        says: "not of type {2}",
        same: &["17 is not of type 'string'", "{'a': [1]} is not of type 'string'"],
    },
    Rule {
        kinds: &["ValidationError"],
        pattern: "* is not one of *",
        says: "not one of the allowed values",
        same: &["'x' is not one of ['a', 'b']", "3 is not one of ['a', 'b']"],
    },
    Rule {
        kinds: &["ValidationError"],
        pattern: "'*' is a required property",
        says: "'{1}' is a required property",
        same: &["'a' is a required property"],
    },
    Rule {
        kinds: &[],
        pattern: "* [SQL: *",
        says: "{1~}",
        same: &[
            "(sqlite3.OperationalError) no such table: users [SQL: 'SELECT 1'] (Background on this error at: https://sqlalche.me/e/20/e3q8)",
            "(sqlite3.OperationalError) no such table: users [SQL: 'SELECT 2 FROM users'] [parameters: (1,)]",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "* (Background on this error at: *",
        says: "{1~}",
        same: &[
            "QueuePool limit of size 5 overflow 10 reached (Background on this error at: https://sqlalche.me/e/14/3o7r)",
            "QueuePool limit of size 5 overflow 10 reached (Background on this error at: https://sqlalche.me/e/20/3o7r)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "*ConnectionPool(*): Max retries exceeded with url: * (Caused by *(*Errno *] *'*",
        says: "Max retries exceeded: {4}: {7}",
        same: &[
            "HTTPSConnectionPool(host='a', port=443): Max retries exceeded with url: /x?a=(1) (Caused by NewConnectionError('<urllib3.connection.HTTPSConnection object at 0x7f>: Failed to establish a new connection: [Errno 111] Connection refused'))",
            "HTTPConnectionPool(host='b', port=80): Max retries exceeded with url: /y (Caused by NewConnectionError('<urllib3.connection.HTTPConnection object at 0x1>: Failed to establish a new connection: [Errno 61] Connection refused'))",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "*ConnectionPool(*): Max retries exceeded with url: * (Caused by *(*",
        says: "Max retries exceeded: {4}",
        same: &[
            "HTTPSConnectionPool(host='a', port=443): Max retries exceeded with url: /x (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x7f>, 'Connection to a timed out. (connect timeout=5)'))",
            "HTTPSConnectionPool(host='b', port=443): Max retries exceeded with url: / (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x8>, 'Connection to b timed out. (connect timeout=1)'))",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "*ConnectionPool(*): *",
        says: "{3~}",
        same: &[
            "HTTPSConnectionPool(host='a', port=443): Read timed out. (read timeout=5)",
            "HTTPSConnectionPool(host='b', port=80): Read timed out. (read timeout=30)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "* Client Error: * for url: *",
        says: "{1} Client Error",
        same: &[
            "404 Client Error: Not Found for url: https://a/b",
            "404 Client Error: NOT FOUND for url: https://c/d?e=f",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "* Server Error: * for url: *",
        says: "{1} Server Error",
        same: &[
            "503 Server Error: Service Unavailable for url: https://a/b",
            "503 Server Error: Service Temporarily Unavailable for url: https://c",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "* error '*' for url '*",
        says: "{1} error '{2}'",
        same: &[
            "Client error '404 Not Found' for url 'https://a/b'",
            "Client error '404 Not Found' for url 'https://c/d'",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "*, message='*', url=*",
        says: "{1} {2}",
        same: &[
            "404, message='Not Found', url=URL('https://a/b')",
            "404, message='Not Found', url='https://c'",
        ],
    },
    Rule {
        kinds: &["ClientError"],
        pattern: "An error occurred (*) when calling the * operation*",
        says: "{1} when calling {2}",
        same: &[
            "An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.",
            "An error occurred (NoSuchKey) when calling the GetObject operation (reached max retries: 4): The specified key does not exist.",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "operands could not be broadcast together with *",
        says: "operands could not be broadcast together",
        same: &[
            "operands could not be broadcast together with shapes (3,) (4,)",
            "operands could not be broadcast together with remapped shapes [original->remapped]: (3,2)  and requested shape (2,2)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "CUDA out of memory. *",
        says: "CUDA out of memory",
        same: &[
            "CUDA out of memory. Tried to allocate 2 GiB",
            "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 8 GiB total capacity)",
        ],
    },
    // Databases, by whatever driver.
    Rule {
        kinds: &[],
        pattern: "*duplicate key value violates unique constraint \"*\"*",
        says: "duplicate key violates {2}",
        same: &[
            "duplicate key value violates unique constraint \"users_email_key\"",
            "ERROR: duplicate key value violates unique constraint \"users_email_key\"",
            "(psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint \"users_email_key\"",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "*Duplicate entry '*' for key '*'*",
        says: "duplicate entry for key {3}",
        same: &[
            "(1062, \"Duplicate entry '17' for key 'users.email'\")",
            "Duplicate entry 'a b' for key 'users.email'",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "SQLSTATE[*]: *: *",
        says: "SQLSTATE[{1}]: {2}",
        same: &[
            "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'a.b' doesn't exist",
            "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'c.d' doesn't exist (SQL: select 1)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "SQLSTATE[*] *",
        says: "SQLSTATE[{1}]",
        same: &[
            "SQLSTATE[HY000] [2002] Connection refused",
            "SQLSTATE[HY000] [2002] No such file or directory",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "ORA-*: *",
        says: "ORA-{1}",
        same: &[
            "ORA-00001: unique constraint (A.B) violated",
            "ORA-00001: unique constraint (C.D) violated on table",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "E11000 duplicate key error collection: * index: * dup key: *",
        says: "duplicate key in {1} index {2}",
        same: &[
            "E11000 duplicate key error collection: a.b index: c_1 dup key: { c: 1 }",
            "E11000 duplicate key error collection: a.b index: c_1 dup key: { c: \"x y\" }",
        ],
    },
    // JavaScript engines and Node.js. What is wrong with a JSON text follows from the text, and each engine words it anew.
    Rule {
        kinds: &["SyntaxError"],
        pattern: "*JSON*",
        says: "invalid JSON",
        same: &[
            "Unexpected token 'x', \"{x}\" is not valid JSON",
            "Unexpected token x in JSON at position 1",
            "Unexpected end of JSON input",
            "Expected property name or '}' in JSON at position 1 (line 1 column 2)",
            "JSON.parse: unexpected character at line 1 column 1 of the JSON data",
            "JSON Parse error: Unexpected identifier \"x\"",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot read property '*' of *",
        says: "cannot read '{1}' of {2}",
        same: &["Cannot read property 'a' of undefined"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot read properties of * (reading '*')",
        says: "cannot read '{2}' of {1}",
        same: &["Cannot read properties of undefined (reading 'a')"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot set property '*' of *",
        says: "cannot set '{1}' of {2}",
        same: &["Cannot set property 'a' of null"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot set properties of * (setting '*')",
        says: "cannot set '{2}' of {1}",
        same: &["Cannot set properties of null (setting 'a')"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "* is not a function",
        says: "{1} is not a function",
        same: &["a.b is not a function"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "* is not iterable*",
        says: "{1} is not iterable",
        same: &["a is not iterable", "a is not iterable (cannot read property Symbol(Symbol.iterator))"],
    },
    Rule {
        kinds: &["ReferenceError"],
        pattern: "* is not defined",
        says: "{1} is not defined",
        same: &["a is not defined"],
    },
    Rule {
        kinds: &["ReferenceError"],
        pattern: "Can't find variable: *",
        says: "{1} is not defined",
        same: &["Can't find variable: a"],
    },
    Rule {
        kinds: &[],
        pattern: "getaddrinfo * *",
        says: "getaddrinfo {1}",
        same: &["getaddrinfo ENOTFOUND db.internal", "getaddrinfo ENOTFOUND a"],
    },
    Rule {
        kinds: &[],
        pattern: "connect E* *",
        says: "connect E{1}",
        same: &[
            "connect ECONNREFUSED 127.0.0.1:5432",
            "connect ECONNREFUSED ::1:80",
            "connect ECONNREFUSED /run/a.sock",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "E*: *, * '*",
        says: "E{1}: {2~}, {3~}",
        same: &[
            "ENOENT: no such file or directory, open 'a'",
            "ENOENT: no such file or directory, open '/b/c d'",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Request failed with status code *",
        says: "Request failed with status code {1}",
        same: &["Request failed with status code 404"],
    },
    Rule {
        kinds: &[],
        pattern: "Cannot find module '/*'*",
        says: "Cannot find a module",
        same: &["Cannot find module '/srv/a/b.js'", "Cannot find module '/app/b.js'"],
    },
    Rule {
        kinds: &[],
        pattern: "Cannot find module '*'*",
        says: "Cannot find module {1}",
        same: &["Cannot find module 'a'"],
    },
    // Java and its libraries.
    Rule {
        kinds: &["NumberFormatException"],
        pattern: "For input string: *",
        says: "For input string",
        same: &[
            "For input string: \"a\"",
            "For input string: \"zz\" under radix 16",
            "For input string: \"\"",
        ],
    },
    Rule {
        kinds: &["NumberFormatException"],
        pattern: "Cannot parse null string*",
        says: "null",
        same: &["Cannot parse null string", "Cannot parse null string: null"],
    },
    Rule {
        kinds: &["NullPointerException"],
        pattern: "Cannot * because *",
        says: "Cannot {1}",
        same: &[
            "Cannot invoke \"String.length()\" because \"<local1>\" is null",
            "Cannot invoke \"String.length()\" because \"name\" is null",
            "Cannot invoke \"String.length()\" because the return value of \"A.b()\" is null",
        ],
    },
    Rule {
        kinds: &["ClassCastException"],
        pattern: "class * cannot be cast to class * (*",
        says: "{1} cannot be cast to {2}",
        same: &["class a.B cannot be cast to class c.D (a.B and c.D are in unnamed module of loader 'app')"],
    },
    Rule {
        kinds: &["ClassCastException"],
        pattern: "* cannot be cast to *",
        says: "{1} cannot be cast to {2}",
        same: &["a.B cannot be cast to c.D"],
    },
    Rule {
        kinds: &[
            "ArrayIndexOutOfBoundsException",
            "StringIndexOutOfBoundsException",
            "IndexOutOfBoundsException",
        ],
        pattern: "*",
        says: "index out of bounds",
        same: &[
            "Index 5 out of bounds for length 3",
            "5",
            "begin 0, end 5, length 3",
            "String index out of range: 5",
        ],
    },
    Rule {
        kinds: &["FileNotFoundException"],
        pattern: "* (*)",
        says: "{2}",
        same: &["/a/b.pem (No such file or directory)", "config.yml (No such file or directory)"],
    },
    Rule {
        kinds: &[
            "NoSuchFileException",
            "AccessDeniedException",
            "FileAlreadyExistsException",
            "DirectoryNotEmptyException",
        ],
        pattern: "*",
        says: "<path>",
        same: &["/a/b", "c d/e.txt"],
    },
    Rule {
        kinds: &["UnknownHostException"],
        pattern: "*",
        says: "<host>",
        same: &["db.internal", "a: Name or service not known"],
    },
    Rule {
        kinds: &["ConnectException"],
        pattern: "Connection refused*",
        says: "Connection refused",
        same: &[
            "Connection refused",
            "Connection refused (Connection refused)",
            "Connection refused: /127.0.0.1:8080",
        ],
    },
    Rule {
        kinds: &["SocketTimeoutException"],
        pattern: "*onnect timed out",
        says: "Connect timed out",
        same: &["connect timed out", "Connect timed out"],
    },
    Rule {
        kinds: &["DateTimeParseException"],
        pattern: "Text * could not be parsed*",
        says: "Text could not be parsed",
        same: &[
            "Text 'a' could not be parsed at index 0",
            "Text '2024-13-01' could not be parsed: Invalid value for MonthOfYear (valid values 1 - 12): 13",
        ],
    },
    Rule {
        kinds: &["IllegalArgumentException"],
        pattern: "No enum constant *.*",
        says: "No enum constant",
        same: &["No enum constant com.acme.Color.PURPLE", "No enum constant com.acme.Color.x"],
    },
    Rule {
        kinds: &["IllegalStateException"],
        pattern: "Duplicate key * (attempted merging values *",
        says: "Duplicate key",
        same: &[
            "Duplicate key a (attempted merging values 1 and 2)",
            "Duplicate key b c (attempted merging values A(1) and B(2))",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Unrecognized field \"*\" (class *)*",
        says: "Unrecognized field of {2}",
        same: &[
            "Unrecognized field \"a\" (class com.acme.A), not marked as ignorable (2 known properties: \"b\", \"c\"])",
            "Unrecognized field \"d\" (class com.acme.A), not marked as ignorable",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Cannot deserialize value of type `*` from *",
        says: "Cannot deserialize value of type {1}",
        same: &[
            "Cannot deserialize value of type `int` from String \"a\": not a valid int value",
            "Cannot deserialize value of type `int` from Object value (token `JsonToken.START_OBJECT`)",
        ],
    },
    Rule {
        kinds: &["JsonParseException"],
        pattern: "Unexpected character (*",
        says: "Unexpected character",
        same: &[
            "Unexpected character ('x' (code 120)): was expecting double-quote",
            "Unexpected character ('}' (code 125)): expected a value",
        ],
    },
    Rule {
        kinds: &["JsonParseException"],
        pattern: "Unrecognized token '*': *",
        says: "Unrecognized token",
        same: &[
            "Unrecognized token 'a': was expecting (JSON String, Number, Array)",
            "Unrecognized token 'bc': was expecting ('true', 'false' or 'null')",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Error creating bean with name '*'*",
        says: "Error creating bean {1}",
        same: &[
            "Error creating bean with name 'a' defined in class path resource [b.class]: x",
            "Error creating bean with name 'a': y",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Could not resolve placeholder '*' in value *",
        says: "Could not resolve placeholder {1}",
        same: &[
            "Could not resolve placeholder 'a.b' in value \"${a.b}\"",
            "Could not resolve placeholder 'a.b' in value \"x${a.b}\"",
        ],
    },
    // Go.
    Rule {
        kinds: &["panic"],
        pattern: "runtime error: index out of range *",
        says: "index out of range",
        same: &[
            "runtime error: index out of range [5] with length 1",
            "runtime error: index out of range [-1]",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "runtime error: slice bounds out of range *",
        says: "slice bounds out of range",
        same: &[
            "runtime error: slice bounds out of range [:5] with capacity 3",
            "runtime error: slice bounds out of range [4:2]",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "interface conversion: *",
        says: "interface conversion: {1}",
        same: &["interface conversion: interface {} is string, not int"],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*invalid character * *",
        says: "invalid JSON",
        same: &[
            "invalid character 'x' looking for beginning of value",
            "json: invalid character '}' after array element",
        ],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*unexpected end of JSON input*",
        says: "invalid JSON",
        same: &["unexpected end of JSON input", "decode: unexpected end of JSON input"],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*dial tcp*: lookup *: *",
        says: "dial tcp: lookup: {4~}",
        same: &[
            "dial tcp: lookup db on 10.0.0.2:53: no such host",
            "Get \"http://a\": dial tcp: lookup a on 127.0.0.11:53: no such host",
        ],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*dial tcp *: connect: *",
        says: "dial tcp: {3}",
        same: &[
            "dial tcp 127.0.0.1:5432: connect: connection refused",
            "Get \"http://a/b\": dial tcp [::1]:80: connect: connection refused",
        ],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "open *: *",
        says: "open: {2}",
        same: &["open /a/b: no such file or directory", "open c: no such file or directory"],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*strconv.*: parsing *: *",
        says: "strconv.{2}: {4}",
        same: &[
            "strconv.Atoi: parsing \"a\": invalid syntax",
            "bad id: strconv.Atoi: parsing \"b c\": invalid syntax",
        ],
    },
    // Rust.
    Rule {
        kinds: &["panic"],
        pattern: "index out of bounds: *",
        says: "index out of bounds",
        same: &[
            "index out of bounds: the len is 3 but the index is 9",
            "index out of bounds: the len is 0 but the index is 0",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "assertion *left == right*",
        says: "assertion left == right failed",
        same: &["assertion `left == right` failed", "assertion failed: `(left == right)`"],
    },
    Rule {
        kinds: &["panic"],
        pattern: "*already *borrowed*",
        says: "already borrowed",
        same: &[
            "already borrowed: BorrowMutError",
            "already mutably borrowed: BorrowError",
            "RefCell already borrowed",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "byte index * is not a char boundary*",
        says: "not a char boundary",
        same: &[
            "byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `éa`",
            "byte index 3 is not a char boundary; it is inside 'ü' (bytes 2..4) of `aäü`",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "range * out of range for slice of length *",
        says: "range out of range for slice",
        same: &[
            "range end index 9 out of range for slice of length 3",
            "range start index 4 out of range for slice of length 0",
        ],
    },
    // Ruby: quotes, `nil:NilClass` and object addresses changed with 3.4.
    Rule {
        kinds: &["NoMethodError", "NameError"],
        pattern: "undefined method `*' for *",
        says: "undefined method {1}",
        same: &["undefined method `a' for nil:NilClass", "undefined method `a' for #<B:0x000071>"],
    },
    Rule {
        kinds: &["NoMethodError", "NameError"],
        pattern: "undefined method '*' for *",
        says: "undefined method {1}",
        same: &["undefined method 'a' for nil", "undefined method 'a' for an instance of B"],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "undefined local variable or method `*' for *",
        says: "undefined name {1}",
        same: &["undefined local variable or method `a' for main:Object"],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "undefined local variable or method '*' for *",
        says: "undefined name {1}",
        same: &["undefined local variable or method 'a' for main"],
    },
    Rule {
        kinds: &["KeyError"],
        pattern: "key not found: *",
        says: "key not found",
        same: &["key not found: :a", "key not found: \"b c\""],
    },
    Rule {
        kinds: &["ParserError"],
        pattern: "*",
        says: "invalid JSON",
        same: &[
            "unexpected token at 'x'",
            "765: unexpected token at '{a'",
            "unexpected character: 'x' at line 1 column 1",
        ],
    },
    Rule {
        kinds: &["ENOENT", "EACCES", "EEXIST", "EISDIR"],
        pattern: "* @ * - *",
        says: "{1}",
        same: &[
            "No such file or directory @ rb_sysopen - /a",
            "No such file or directory @ rb_sysopen - b c",
        ],
    },
    Rule {
        kinds: &["RecordNotFound"],
        pattern: "Couldn't find * with *",
        says: "Couldn't find {1}",
        same: &["Couldn't find Order with 'id'=17", "Couldn't find Order with 'id'=\"a\" [WHERE x]"],
    },
    // PHP: quotes and capitals changed with 8.0.
    Rule {
        kinds: &["TypeError", "ArgumentCountError"],
        pattern: "*, called in * on line *",
        says: "{1~}",
        same: &[
            "f(): Argument #1 ($x) must be of type int, string given, called in /a/b.php on line 3",
            "f(): Argument #1 ($x) must be of type int, string given, called in /c.php on line 33",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined array key *",
        says: "Undefined array key",
        same: &["Undefined array key \"a\"", "Undefined array key 3"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined index: *",
        says: "Undefined array key",
        same: &["Undefined index: a"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined offset: *",
        says: "Undefined array key",
        same: &["Undefined offset: 3"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined variable $*",
        says: "Undefined variable {1}",
        same: &["Undefined variable $a"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined variable: *",
        says: "Undefined variable {1}",
        same: &["Undefined variable: a"],
    },
    Rule {
        kinds: &[],
        pattern: "Class '*' not found",
        says: "Class {1} not found",
        same: &["Class 'A' not found"],
    },
    Rule {
        kinds: &[],
        pattern: "Class \"*\" not found",
        says: "Class {1} not found",
        same: &["Class \"A\" not found"],
    },
    Rule {
        kinds: &["Error"],
        pattern: "Call to *",
        says: "Call to {1}",
        same: &["Call to a member function b() on null"],
    },
    Rule {
        kinds: &[],
        pattern: "*(*): *ailed to open stream: *",
        says: "{1}: failed to open stream: {4}",
        same: &[
            "fopen(/a): Failed to open stream: No such file or directory",
            "fopen(b): failed to open stream: No such file or directory",
        ],
    },
    // .NET.
    Rule {
        kinds: &["KeyNotFoundException"],
        pattern: "The given key * was not present in the dictionary.",
        says: "The given key was not present",
        same: &[
            "The given key 'a' was not present in the dictionary.",
            "The given key '17' was not present in the dictionary.",
        ],
    },
    Rule {
        kinds: &["KeyNotFoundException"],
        pattern: "The given key was not present in the dictionary.",
        says: "The given key was not present",
        same: &["The given key was not present in the dictionary."],
    },
    Rule {
        kinds: &["FormatException"],
        pattern: "*nput string * not in a correct format.",
        says: "Input string was not in a correct format",
        same: &[
            "Input string was not in a correct format.",
            "The input string 'abc' was not in a correct format.",
        ],
    },
    Rule {
        kinds: &["InvalidCastException"],
        pattern: "Unable to cast object of type '*' to type '*'*",
        says: "{1} cannot be cast to {2}",
        same: &["Unable to cast object of type 'A' to type 'B'."],
    },
    Rule {
        kinds: &["ArgumentNullException"],
        pattern: "Value cannot be null.*",
        says: "Value cannot be null",
        same: &["Value cannot be null. (Parameter 'a')", "Value cannot be null."],
    },
    Rule {
        kinds: &["AggregateException"],
        pattern: "One or more errors occurred.*",
        says: "One or more errors occurred",
        same: &["One or more errors occurred.", "One or more errors occurred. (a) (b)"],
    },
    Rule {
        kinds: &["HttpRequestException"],
        pattern: "Response status code does not indicate success: * (*",
        says: "status {1}",
        same: &["Response status code does not indicate success: 404 (Not Found)."],
    },
    Rule {
        kinds: &["HttpRequestException", "SocketException", "NpgsqlException"],
        pattern: "* (*:*)",
        says: "{1~} <address>",
        same: &["Connection refused (localhost:5000)", "Connection refused (10.0.0.1:80)"],
    },
    Rule {
        kinds: &["JsonException"],
        pattern: "* Path: $* | LineNumber: *",
        says: "{1~}",
        same: &[
            "'x' is an invalid start of a value. Path: $ | LineNumber: 0 | BytePositionInLine: 0.",
            "'y' is an invalid start of a value. Path: $.a[1] | LineNumber: 3 | BytePositionInLine: 7.",
        ],
    },
    Rule {
        kinds: &["JsonReaderException"],
        pattern: "Unexpected character encountered while parsing value: *",
        says: "Unexpected character",
        same: &[
            "Unexpected character encountered while parsing value: x. Path '', line 0, position 0.",
            "Unexpected character encountered while parsing value: y. Path 'a', line 3, position 2.",
        ],
    },
];
