//! Statements of SQL, their parameters and what a database says about a row.

use super::{gone, replaced};

#[test]
fn only_the_secret_is_replaced() {
    replaced(&[
        "INSERT INTO t (email, password) VALUES ('a@b.c', '§')",
        "INSERT INTO t (password, email) VALUES ('§', 'a')",
        "INSERT INTO `t` (`email`, `password`) VALUES ('a', '§'), ('b', '§')",
        "insert into users(id,password,name) values(1,'§','x')",
        "INSERT INTO \"users\" (\"email\", \"password\") VALUES ('a', '§') RETURNING \"id\"",
        "UPDATE users SET password = '§' WHERE id = 3",
        "UPDATE users SET name='a', password='§', x=1",
        "SELECT * FROM users WHERE email = 'a' AND password = '§'",
        "[SQL: INSERT INTO users (email, password) VALUES (?, ?)]\n[parameters: ('a', '§')]",
        "[SQL: INSERT INTO users (email, password) VALUES (%(email)s, %(password)s)] [parameters: {'email': 'a', 'password': '§'}]",
        "[SQL: UPDATE users SET password=? WHERE id=?]\n[parameters: ('§', 3)]",
        "UPDATE users SET password=$1 WHERE id=$2 params: ['§', 3]",
        "{ method: 'update', bindings: [ '§', 7 ], sql: 'update users set password = ? where id = ?' }",
        "UPDATE users SET password = $2 WHERE id = $1 DETAIL:  parameters: $1 = '7', $2 = '§', $3 = NULL",
        "INSERT INTO users (id, password) VALUES ($1, $2)\nDETAIL:  Parameters: $1 = NULL, $2 = '§'",
        "DETAIL:  Key (email, password)=(a, §) already exists.",
        "IDENTIFIED BY '§'",
        "IDENTIFIED BY \"§\"",
        "CREATE USER bob WITH PASSWORD '§'",
        "CREATE USER bob WITH ENCRYPTED PASSWORD '§'",
        "ALTER ROLE bob PASSWORD '§'",
        "CREATE LOGIN bob WITH PASSWORD = N'§'",
        "SET PASSWORD FOR bob = '§'",
        "SET PASSWORD FOR 'bob'@'%' = PASSWORD('§')",
        "WHERE password IN ('§', '')",
        "UPDATE settings SET value='§' WHERE name='ldap_bind_password';",
        "UPDATE wp_options SET option_value = '§' WHERE option_name = 'smtp_pass'",
    ]);
}

#[test]
fn the_secret_is_gone() {
    gone(&[
        "WHERE password LIKE '§%'",
        "WHERE token IN ('§', 'Other1ok')",
        "ALTER USER u IDENTIFIED WITH caching_sha2_password BY \"§\"",
    ]);
}
