"""One chain for all tests that need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import chain
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chain.Stack]:
    with chain.start(tmp_path_factory.mktemp("ops")) as running:
        yield running
