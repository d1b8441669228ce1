"""Configuration by environment variables: arguments win; what cannot be meant is refused, with the list."""

import json
import logging
import os

import pytest

import veilfold
from veilfold import _environment

SECRET = "MRN-48151623"


@pytest.fixture
def line(tmp_path):
    """What `setup` makes of one record, with the environment as it is."""

    def line(message, **arguments):
        path = tmp_path / "app.log"
        path.unlink(missing_ok=True)
        extra = arguments.pop("extra", None)
        with veilfold.setup(sink=path, **arguments):
            logging.getLogger("x").info(message, extra=extra)
        return path.read_text()

    return line


def test_patterns_one_a_line(monkeypatch, line):
    assert SECRET in line(f"file {SECRET} opened")
    monkeypatch.setenv("REDACT_PATTERNS", "\\bMRN-\\d{8}\\b\n\n \\bEMP-\\d{4}\\b")
    written = line(f"file {SECRET} of EMP-4711 opened")
    assert SECRET not in written
    assert "EMP-4711" not in written
    assert "file [REDACTED:environment_1] of [REDACTED:environment_2] opened" in written


def test_patterns_as_a_list(monkeypatch, line):
    monkeypatch.setenv("REDACT_PATTERNS", '["MRN-[0-9]{8}", "EMP-[0-9]{2,4}"]')
    written = line(f"file {SECRET} of EMP-4711 opened")
    assert SECRET not in written
    assert "EMP-4711" not in written


@pytest.mark.parametrize("pattern", ['["MRN', "(", '["a", 1]'])
def test_patterns_that_are_none(monkeypatch, line, pattern):
    monkeypatch.setenv("REDACT_PATTERNS", pattern)
    with pytest.raises(ValueError, match=r"REDACT_PATTERNS|environment_1|rule"):
        line("m")


def test_fields(monkeypatch, line):
    monkeypatch.setenv("REDACT_FIELDS", "case_file, shelf")
    written = line("m", extra={"case_file": SECRET, "shelf": 17, "page": 3})
    assert SECRET not in written
    assert json.loads(written)["page"] == 3
    assert json.loads(written)["shelf"] == "[REDACTED]"


def test_a_hash_key_lets_values_be_followed_and_not_read(monkeypatch, line):
    monkeypatch.setenv("REDACT_FIELDS", "user_id")

    def token(key, user):
        monkeypatch.setenv("REDACT_HASH_KEY", key)
        written = line("m", extra={"user_id": user})
        assert user not in written
        return json.loads(written)["user_id"]

    one = token("0123456789abcdef0123456789abcdef", "user-48151623")
    assert one == token("0123456789abcdef0123456789abcdef", "user-48151623")
    assert one != token("0123456789abcdef0123456789abcdef", "user-48151624")
    assert one != token("fedcba9876543210fedcba9876543210", "user-48151623")


def test_the_hash_key_may_be_in_a_file(monkeypatch, line, tmp_path):
    (tmp_path / "key").write_text("0123456789abcdef0123456789abcdef\n")
    monkeypatch.setenv("REDACT_HASH_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.setenv("REDACT_FIELDS", "user_id")
    from_file = json.loads(line("m", extra={"user_id": "user-48151623"}))["user_id"]
    monkeypatch.delenv("REDACT_HASH_KEY_FILE")
    monkeypatch.setenv("REDACT_HASH_KEY", "0123456789abcdef0123456789abcdef")
    assert json.loads(line("m", extra={"user_id": "user-48151623"}))["user_id"] == from_file
    monkeypatch.delenv("REDACT_FIELDS")
    assert json.loads(line("m", extra={"page": 3}))["page"] == 3


def test_profile(monkeypatch, line):
    assert "bob@shop.example" in line("mail to bob@shop.example")
    monkeypatch.setenv("REDACT_PROFILE", "strict")
    assert "bob@shop.example" not in line("mail to bob@shop.example")
    # An argument wins.
    assert "bob@shop.example" in line("mail to bob@shop.example", policy="default")


def test_a_rules_file_stands_alone(monkeypatch, line, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text('version = 1\n[fields]\ndeny = ["case_file"]\n')
    monkeypatch.setenv("REDACT_RULES_FILE", str(rules))
    assert SECRET not in line("m", extra={"case_file": SECRET})
    monkeypatch.setenv("REDACT_FIELDS", "shelf")
    with pytest.raises(ValueError, match="REDACT_FIELDS and REDACT_RULES_FILE are both set"):
        line("m")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG_ROTATION_ENABLED", "maybe", "choose true or false"),
        ("LOG_MAX_SIZE_MB", "big", "write a whole number from 0"),
        ("LOG_RETENTION_DAYS", "-1", "write a whole number from 0"),
        ("LOG_FILE_MODE", "rw", "write an octal mode"),
        ("LOG_FORMAT", "xml", "choose json"),
        ("LOG_CONSOLE_FORMAT", "xml", "choose console or json"),
        ("LOG_LEVEL_NAMES", "WARNING", "such as WARNING:WARN"),
        ("LOG_LEVEL_NAMES", "LOUD:X", "choose DEBUG, INFO, WARNING, ERROR, CRITICAL"),
        ("LOG_MAX_FIELD_BYTES", "8k", "write a whole number from 0"),
        ("LOG_QUEUE_SIZE", "0", "write a whole number from 1"),
        ("LOG_SCHEMA", "elastic", "choose veilfold, ecs, otel or gcp"),
        ("LOG_GROUP", "some", "choose all, errors or off"),
        ("LOG_TIMESTAMP_PRECISION", "ps", "choose s, ms, us or ns"),
        ("LOG_ASYNC", "later", "choose true or false"),
        ("LOG_DEDUP", "-3", "write a whole number from 0"),
        ("LOG_SNAKE_CASE_FIELDS", "camel", "choose true or false"),
        ("REDACT_PROFILE", "paranoid", "default, pci, phi, strict"),
        ("LOG_QUEUE_POLICY", "forget", "choose block, drop_oldest or drop_newest"),
        ("LOG_RETENTION_DAYS", "99999999999999999999", "write a whole number from 0 to 2147483647"),
        ("LOG_MAX_BYTES", "99999999999999999999", "write a whole number from 0 to 4611686018427387904"),
        ("LOG_FILE_MODE", "177777", "write an octal mode"),
        ("SENTRY_DSN_FILE", "/nowhere/dsn", "No such file"),
        ("LOG_LEVEL", "LOUD", "choose DEBUG, INFO, WARNING, ERROR, CRITICAL"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_named(monkeypatch, tmp_path, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises((ValueError, OSError), match=said) as error:
        veilfold.setup(directory=tmp_path)
    assert value in str(error.value)


@pytest.mark.parametrize(
    "name", ["LOG_SERVICE", "LOG_SCHEMA", "LOG_CONTEXT_KEY", "LOG_QUEUE_POLICY", "REDACT_FIELDS", "APP_ENV"]
)
def test_what_is_not_utf_8_is_refused_and_named(monkeypatch, tmp_path, name):
    monkeypatch.setenv(name, os.fsdecode(b"\xff"))
    with pytest.raises(ValueError, match=f"{name}=.* is not UTF-8"):
        veilfold.setup(directory=tmp_path)


def test_files_need_not_have_names_in_utf_8(monkeypatch, tmp_path):
    name = os.fsdecode(b"\xff.log")
    monkeypatch.setenv("LOG_FILE", str(tmp_path / name))
    monkeypatch.setenv("LOG_DIR", str(tmp_path / os.fsdecode(b"\xfe")))
    with veilfold.setup():
        logging.getLogger("x").info("m")
    assert json.loads((tmp_path / name).read_text())["message"] == "m"
    assert json.loads((tmp_path / os.fsdecode(b"\xfe") / "app.log").read_text())["message"] == "m"


def test_an_address_that_is_none_of_sentry_s_is_not_repeated(monkeypatch, tmp_path):
    monkeypatch.setenv("SENTRY_DSN", f"https://{SECRET}@")
    with pytest.raises(ValueError, match="SENTRY_DSN is not the address") as error:
        veilfold.setup(sink=tmp_path / "x.log")
    assert SECRET not in str(error.value)


def test_long_texts_are_cut_and_arguments_win(monkeypatch, line):
    written = json.loads(line("y" * 9_000, extra={"body": "x" * 10_000 + f" password={SECRET}"}))
    assert written["message"] == "y" * 8_192 + " [TRUNCATED:808 bytes]"
    assert written["body"].startswith("x" * 8_192 + " [TRUNCATED:")
    monkeypatch.setenv("LOG_MAX_FIELD_BYTES", "100")
    assert json.loads(line("y" * 200))["message"] == "y" * 100 + " [TRUNCATED:100 bytes]"
    assert json.loads(line("y" * 200, max_field_bytes=0))["message"] == "y" * 200
    with pytest.raises(ValueError, match="from 64, or 0"):
        line("m", max_field_bytes=1)


def test_a_stack_trace_is_never_cut(monkeypatch, tmp_path):
    monkeypatch.setenv("LOG_MAX_FIELD_BYTES", "64")

    def down(n):
        return down(n - 1) if n % 3 else up(n)

    def up(n):
        return down(n - 1) if n else 1 / 0

    with veilfold.setup(sink=tmp_path / "app.log"):
        try:
            up(99)
        except ZeroDivisionError:
            logging.getLogger("x").exception("failed")
    stack = json.loads((tmp_path / "app.log").read_text())["exception"]["stacktrace"]
    assert "ZeroDivisionError: division by zero" in stack
    assert "TRUNCATED" not in stack


@pytest.mark.parametrize("fast", [False, True])
def test_field_names_in_snake_case(monkeypatch, line, fast):
    monkeypatch.setenv("LOG_SNAKE_CASE_FIELDS", "true")
    written = line("m", extra={"userId": 7, "accessToken": SECRET}, fast=fast)
    assert '"user_id":7,"access_token":"[REDACTED]"' in written
    assert '"userId":7' in line("m", extra={"userId": 7}, snake_case=False)


@pytest.mark.parametrize("fast", [False, True])
def test_level_names(monkeypatch, tmp_path, fast):
    monkeypatch.setenv("LOG_LEVEL_NAMES", "WARNING:WARN, CRITICAL:FATAL")
    with veilfold.setup(sink=tmp_path / "app.log", level="WARNING", fast=fast):
        for name in ("info", "warning", "error", "critical"):
            getattr(logging.getLogger("x"), name)("m")
    levels = [json.loads(line)["level"] for line in (tmp_path / "app.log").read_text().splitlines()]
    assert levels == ["WARN", "ERROR", "FATAL"]
    assert logging.getLevelName(logging.WARNING) == "WARNING"


def test_the_format_of_the_console(monkeypatch, tmp_path, capsys):
    def shown(**variables):
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            with veilfold.setup(sink=[veilfold_stdout, tmp_path / "app.log"]):
                logging.getLogger("x").info("m")
        assert json.loads((tmp_path / "app.log").read_text().splitlines()[-1])["message"] == "m"
        return capsys.readouterr().out

    class Stdout:
        def write(self, text):
            print(text, end="")

    veilfold_stdout = Stdout()
    assert shown().startswith("{")
    assert not shown(APP_ENV="development").startswith("{")
    assert shown(APP_ENV="development", LOG_CONSOLE_FORMAT="json").startswith("{")
    assert shown(APP_ENV="development", LOG_FORMAT="json").startswith("{")
    assert not shown(LOG_CONSOLE_FORMAT="console").startswith("{")
    assert not shown(LOG_CONSOLE_FORMAT="console", LOG_FORMAT="json").startswith("{")
    with pytest.raises(ValueError, match="unset LOG_CONSOLE_FORMAT"):
        shown(LOG_CONSOLE_FORMAT="json", LOG_FORMAT="text")


def test_other_names_of_a_setting(monkeypatch, line, tmp_path):
    monkeypatch.setenv("REDACT_PRESETS", "strict")
    assert "bob@shop.example" not in line("mail to bob@shop.example")
    monkeypatch.setenv("REDACT_PROFILE", "phi")
    with pytest.raises(ValueError, match="REDACT_PROFILE='phi' and REDACT_PRESETS='strict'"):
        line("m")
    monkeypatch.setenv("AUDIT_LOG_DIR", str(tmp_path / "a"))
    assert _environment.log_files(tmp_path, 20)[-1].path == tmp_path / "a/audit.log"
    monkeypatch.setenv("AUDIT_ENABLED", "no")
    assert len(_environment.log_files(tmp_path, 20)) == 3


def test_the_address_of_sentry_may_be_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "dsn").write_text("https://key@sentry.example/1\n")
    monkeypatch.setenv("SENTRY_DSN_FILE", str(tmp_path / "dsn"))
    assert _environment.secret("SENTRY_DSN") == "https://key@sentry.example/1"
    monkeypatch.setenv("SENTRY_DSN", "https://other@sentry.example/1")
    assert _environment.secret("SENTRY_DSN") == "https://other@sentry.example/1"


def ages(monkeypatch, tmp_path, **variables):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    files = _environment.log_files(tmp_path / "logs", 10)
    return {
        file.path.name: (file.retention_days, file.archive_retention_days if file.archive else None)
        for file in files
    }


def test_how_long_files_stay(monkeypatch, tmp_path):
    usual = ages(monkeypatch, tmp_path)
    assert usual == {
        "app.log": (30, 90),
        "error.log": (30, 90),
        "access.log": (30, 90),
        "debug.log": (7, None),
        "audit.log": (0, None),
    }
    changed = ages(
        monkeypatch,
        tmp_path,
        LOG_RETENTION_DAYS="7",
        LOG_RETENTION_DAYS_ERROR="365",
        LOG_RETENTION_DAYS_INFO="5",
    )
    assert changed["error.log"] == (7, 365)
    assert changed["app.log"] == (5, None)
    strict = ages(
        monkeypatch,
        tmp_path,
        LOG_ARCHIVE_RETENTION_DAYS="0",
        LOG_RETENTION_DAYS_ERROR="",
        LOG_RETENTION_DAYS_INFO="",
    )
    assert strict["app.log"] == strict["error.log"] == (7, None)


def test_sizes_and_days(monkeypatch, tmp_path):
    (app, *_) = _environment.log_files(tmp_path, 20)
    assert (app.max_bytes, app.daily, app.compress, app.backup_count) == (100 << 20, True, True, 0)
    monkeypatch.setenv("LOG_MAX_SIZE_MB", "10")
    monkeypatch.setenv("LOG_BACKUP_COUNT", "10")
    monkeypatch.setenv("LOG_ROTATE_DAILY", "false")
    (app, *_, audit) = _environment.log_files(tmp_path, 20)
    assert (app.max_bytes, app.daily, app.backup_count) == (10 << 20, False, 10)
    assert audit.backup_count == 0
    monkeypatch.setenv("LOG_MAX_BYTES", "10000000")
    assert _environment.log_files(tmp_path, 20)[0].max_bytes == 10_000_000
    monkeypatch.setenv("LOG_ROTATION_ENABLED", "false")
    (app, *_) = _environment.log_files(tmp_path, 20)
    assert (app.max_bytes, app.daily, app.compress) == (0, False, False)


def test_audit_can_be_elsewhere_or_off(monkeypatch, tmp_path):
    monkeypatch.setenv("HIPAA_AUDIT_LOG_DIR", str(tmp_path / "a"))
    assert _environment.log_files(tmp_path, 20)[-1].path == tmp_path / "a/audit.log"
    monkeypatch.setenv("HIPAA_AUDIT_ENABLED", "False")
    files = _environment.log_files(tmp_path, 20)
    assert [file.path.name for file in files] == ["app.log", "error.log", "access.log"]
    assert "audit" not in files[0].except_loggers


def test_flask_env_counts_where_app_env_is_not_set(monkeypatch, tmp_path):
    monkeypatch.setenv("FLASK_ENV", "production")
    veilfold.setup(sink=tmp_path / "x.log", level="DEBUG")
    assert logging.getLogger().level == logging.INFO
    monkeypatch.setenv("APP_ENV", "test")
    veilfold.setup(sink=tmp_path / "x.log", level="DEBUG")
    assert logging.getLogger().level == logging.DEBUG
