"""Secrets that tests plant, and objects that show them."""

import dataclasses

CARD = "4111111111111111"
SECRET = "correct-horse-battery"  # told by its key, not by its looks


class Repr:
    def __repr__(self):
        return f"Repr(password='{SECRET}')"


@dataclasses.dataclass
class Login:
    user: str
    password: str


def assert_clean(output):
    for secret in (SECRET, CARD, "4111 1111 1111 1111"):
        assert secret.encode() not in output, output


def chain(error):
    while error is not None:
        yield error
        yield getattr(error, "__notes__", None)
        error = error.__cause__ or error.__context__
