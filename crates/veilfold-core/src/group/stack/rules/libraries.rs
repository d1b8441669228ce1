//! Widely used Python libraries, and databases by whatever driver of whatever language.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kinds: &["ResponseError"],
        pattern: "*nknown command '*'*",
        says: "unknown command",
        same: &[
            "unknown command 'FOO', with args beginning with: 'a' 'b'",
            "ERR unknown command 'BAR', with args beginning with: ",
        ],
    },
    Rule {
        kinds: &["MultipleObjectsReturned"],
        pattern: "get() returned more than one * -- it returned *",
        says: "more than one {1}",
        same: &[
            "get() returned more than one Order -- it returned 2!",
            "get() returned more than one Order -- it returned more than 20!",
        ],
    },
    Rule {
        kinds: &["FieldError"],
        pattern: "Cannot resolve keyword '*' into field. Choices are: *",
        says: "Cannot resolve keyword into field",
        same: &[
            "Cannot resolve keyword 'a' into field. Choices are: id, name",
            "Cannot resolve keyword 'b' into field. Choices are: email, id",
        ],
    },
    Rule {
        kinds: &["ServerSelectionTimeoutError", "AutoReconnect", "NetworkTimeout"],
        pattern: "*: [Errno *] *, Timeout: *, Topology Description: *",
        says: "[Errno {2}]",
        same: &[
            "localhost:27017: [Errno 111] Connection refused, Timeout: 30s, Topology Description: <TopologyDescription id: 65a>",
            "db1:27017: [Errno 111] Connection refused,db2:27017: [Errno 111] Connection refused, Timeout: 5.0s, Topology Description: <>",
        ],
    },
    Rule {
        kinds: &[
            "ClientConnectorError",
            "ClientConnectorDNSError",
            "ClientConnectorSSLError",
            "ClientConnectorCertificateError",
        ],
        pattern: "Cannot connect to host * ssl:* [*]",
        says: "Cannot connect to host {3~}",
        same: &[
            "Cannot connect to host a.b:443 ssl:default [Connection refused]",
            "Cannot connect to host c:80 ssl:None [Connection refused]",
        ],
    },
    Rule {
        kinds: &["ContentTypeError"],
        pattern: "*, message='Attempt to decode JSON with unexpected mimetype: *', url=*",
        says: "unexpected mimetype",
        same: &[
            "0, message='Attempt to decode JSON with unexpected mimetype: text/html', url=URL('http://a')",
            "200, message='Attempt to decode JSON with unexpected mimetype: text/plain', url=URL('http://b/c')",
        ],
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
        pattern: "SQLSTATE[*] [*] *",
        says: "SQLSTATE[{1}] [{2}]",
        same: &[
            "SQLSTATE[HY000] [2002] Connection refused",
            "SQLSTATE[HY000] [2002] No such file or directory",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "SQLSTATE[*] *",
        says: "SQLSTATE[{1}]",
        same: &[
            "SQLSTATE[08006] could not connect to server: Connection refused",
            "SQLSTATE[08006] timeout expired",
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
];
