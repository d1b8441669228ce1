//! Java and its libraries.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kinds: &["ConstraintViolationException"],
        pattern: "Validation failed for classes [*] during * time for groups [*",
        says: "Validation failed for {1}",
        same: &[
            "Validation failed for classes [a.B] during persist time for groups [javax.validation.groups.Default, ]",
            "Validation failed for classes [a.B] during update time for groups []",
        ],
    },
    Rule {
        kinds: &["TimeoutException"],
        pattern: "Topic * not present in metadata after *",
        says: "Topic not present in metadata",
        same: &[
            "Topic orders not present in metadata after 60000 ms.",
            "Topic users-1 not present in metadata after 5000 ms.",
        ],
    },
    Rule {
        kinds: &[
            "BadRequest",
            "Unauthorized",
            "Forbidden",
            "NotFound",
            "Conflict",
            "UnprocessableEntity",
            "TooManyRequests",
            "HttpClientErrorException",
            "HttpServerErrorException",
            "InternalServerError",
            "BadGateway",
            "ServiceUnavailable",
            "GatewayTimeout",
        ],
        pattern: "* *: *",
        says: "{1} {2~}",
        same: &["404 Not Found: \"{\"error\":\"x\"}\"", "404 Not Found: [no body]"],
    },
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
];
