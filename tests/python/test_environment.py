"""Configuration by environment variables: arguments win; what cannot be meant is refused, with the list."""

import json
import logging

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
        ("LOG_LEVEL", "LOUD", "choose DEBUG, INFO, WARNING, ERROR, CRITICAL"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_named(monkeypatch, tmp_path, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=said) as error:
        veilfold.setup(directory=tmp_path)
    assert value in str(error.value)


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
