"""A policy in every form that it may be given in, and what is said of one that is wrong."""

import logging

import pytest
from planted import CARD, assert_clean

import veilfold


def test_the_policy_is_everywhere(tmp_path):
    policy = {"version": 1, "fields": {"deny": ["national_number"]}}
    assert veilfold.redact({"national_number": "12"}, policy) == {"national_number": "[REDACTED]"}
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\nprofile = "none"\n[fields]\ndeny = ["mine"]\n')
    for given in (str(path), path, veilfold.Policy(path), veilfold.Policy.from_string(path.read_text())):
        assert veilfold.redact({"mine": 1, "password": "x"}, given) == {"mine": "[REDACTED]", "password": "x"}
    assert veilfold.redact("password=x", "none") == "password=x"
    with veilfold.setup(sink=tmp_path / "x.log", policy=path):
        logging.getLogger("x").info("m", extra={"mine": "SECRET-1"})
    assert_clean((tmp_path / "x.log").read_bytes())
    assert "SECRET-1" not in (tmp_path / "x.log").read_text()


def test_pseudonyms_take_their_key_from_the_environment(monkeypatch):
    key = "0123456789abcdef0123456789abcdef"
    monkeypatch.setenv("SHOP_KEY", key)
    policy = {
        "version": 1,
        "actions": {"credit_card": {"action": "hash"}},
        "pseudonym": {"key_env": "SHOP_KEY", "key_id": "k1"},
    }
    once, twice = veilfold.redact(f"pay {CARD}", policy), veilfold.redact(f"refund {CARD}", policy)
    assert "[credit_card:k1:" in once
    assert once.split(" ", 1)[1] == twice.split(" ", 1)[1]
    assert key not in once + repr(veilfold.Policy.from_string("version = 1"))


def test_the_policy_of_the_environment(tmp_path, monkeypatch):
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\n[fields]\ndeny = ["mine"]\n')
    monkeypatch.setenv("REDACT_RULES_FILE", str(path))
    with veilfold.setup(sink=tmp_path / "x.log"):
        logging.getLogger("x").info("m", extra={"mine": "SECRET-1"})
    assert "SECRET-1" not in (tmp_path / "x.log").read_text()


def test_a_wrong_policy_names_place_and_remedy(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\n[fields]\ndenny = ["a"]\n')
    with pytest.raises(veilfold.PolicyError, match=r"policy\.toml") as caught:
        veilfold.setup(sink=tmp_path / "x.log", policy=path)
    error = caught.value
    assert isinstance(error, ValueError)
    assert error.origin == str(path)
    assert error.line == 3
    assert "denny" in error.key + error.message
    assert "deny" in error.hint
    with pytest.raises(veilfold.PolicyError, match="<dict>"):
        veilfold.redact("x", {"version": 1, "rule": [{"id": "a", "pattern": "("}]})
    with pytest.raises(veilfold.PolicyError, match="nowhere"):
        veilfold.redact("x", tmp_path / "nowhere.toml")
    with pytest.raises(ValueError, match="strict"):
        veilfold.Policy.profile("tight")
    with pytest.raises(TypeError, match=r"fields\.deny\[0\]"):
        veilfold.redact("x", {"fields": {"deny": [object()]}})
    with pytest.raises(TypeError, match="strings"):
        veilfold.redact("x", {5: 1})


def test_policies_have_a_repr_that_shows_nothing_of_them(tmp_path):
    text = 'version = 1\n[fields]\ndeny = ["mine"]\n'
    assert repr(veilfold.Policy.from_string(text, "here")) == 'Policy.from_string(..., "here")'
    assert repr(veilfold.Policy.profile("strict")) == 'Policy.profile("strict")'
    path = tmp_path / "p.toml"
    path.write_text(text)
    assert repr(veilfold.Policy(path)) == f'Policy("{path}")'
