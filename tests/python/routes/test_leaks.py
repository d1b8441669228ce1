"""No secret comes out of any sink by any route, no record and no exception is lost, and the page says so."""

import sys

import leak_handlers
import leak_judge
import leak_routes
import leak_servers
import leak_table
import pytest

SINKS = [name for group in leak_handlers.GROUPS.values() for name in group]
SINKS += [leak_table.CAPLOG, *leak_servers.SERVERS]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return leak_table.collect(tmp_path_factory.mktemp("leaks"))


@pytest.mark.parametrize("sink", SINKS)
def test_nothing_leaks_and_nothing_is_lost(found, sink):
    verdicts = leak_table.judge({sink: found["with"][sink]})[sink]
    assert set(verdicts.values()) <= {leak_judge.HIDDEN, leak_judge.NONE}, verdicts


@pytest.mark.parametrize("sink", SINKS)
def test_without_veilfold_the_search_finds_what_leaks(found, sink):
    verdicts = list(leak_table.judge({sink: found["without"][sink]})[sink].values())
    assert verdicts.count(leak_judge.LEAKED) > len(verdicts) / 2, verdicts


@pytest.mark.skipif(sys.version_info < (3, 11), reason="3.10 has no exception groups and no notes")
def test_the_page_is_what_the_suite_finds(found):
    remedy = "python tests/python/routes/leak_table.py > docs/leaks.md"
    assert leak_table.PAGE.read_text("utf-8") == leak_table.page(found), remedy


def test_every_token_is_another():
    names = [one.name for one in leak_table.routes()]
    tokens = {leak_routes.token(name, sink) for name in names for sink in SINKS}
    assert len(tokens) == len(names) * len(SINKS)


def test_what_leaks_and_what_is_lost_is_seen():
    one = leak_routes.Route("a", None, "RouteError", (3, 10), elsewhere=False)
    secret = leak_routes.token("a", "StreamHandler").encode()
    assert leak_judge.verdict(one, "StreamHandler", b"route:a; RouteError " + secret) == leak_judge.LEAKED
    assert leak_judge.verdict(one, "StreamHandler", b"route:a; RouteError", secret) == leak_judge.LEAKED
    assert leak_judge.verdict(one, "StreamHandler", b"route:b; RouteError") == leak_judge.LOST
    # The exception of another record is not that of this one.
    assert leak_judge.verdict(one, "StreamHandler", b"route:a;\nroute:b; RouteError") == leak_judge.LOST
    assert leak_judge.verdict(one, "StreamHandler", b"route:a;\nRouteError\nroute:b;") == leak_judge.HIDDEN
