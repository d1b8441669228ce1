"""The leak table of the documentation: routes down, sinks across.

usage: python tests/python/routes/leak_table.py > docs/leaks.md
"""

import concurrent.futures
import sys
import tempfile
from pathlib import Path

import leak_handlers
import leak_judge
import leak_pytest
import leak_routes
import leak_servers

PAGE = Path(__file__).parents[3] / "docs" / "leaks.md"
CAPLOG = "pytest, caplog"

HEAD = """\
# What leaks

<!-- Made by `python tests/python/routes/leak_table.py > docs/leaks.md`; a test holds it to the suite. -->

`tests/python/routes` logs a secret by every way that we know into every handler that we could get: real
packages, real sockets, real servers, with `veilfold.setup()` and what [the recipes](python.md#recipes) say.
Each route and sink has a token of its own, which is then searched in every byte that came out, standard error
included. A record counts only if it arrived, and an exception only if its type did.

| | |
|---|---|
| ✓ | the record came out, with its exception, and the secret did not |
| LEAKED | the secret came out |
| LOST | the record or its exception did not come out |
| · | there is no such route into this sink |

The last line is the same program *without* veilfold: how many of its routes leak. It shows that the search
finds them. What no cell can show: [what protection does not reach](python.md#what-protection-does-not-reach).
"""

MARKS = {leak_judge.HIDDEN: "✓"}


def collect(where):
    """Run everything; returns the outputs by sink, with veilfold and without."""
    jobs = {}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for mode in ("with", "without"):
            for sink in leak_servers.SERVERS:
                directory = where / mode / sink
                jobs[pool.submit(leak_servers.run, sink, directory, without=mode == "without")] = (mode, sink)
            directory = where / mode / "pytest"
            jobs[pool.submit(leak_pytest.run, CAPLOG, directory, without=mode == "without")] = (mode, CAPLOG)
            for group in leak_handlers.GROUPS:
                jobs[pool.submit(leak_judge.run_group, group, where / mode / "handlers", mode)] = (mode, None)
        found = {"with": {}, "without": {}}
        for job, (mode, sink) in jobs.items():
            found[mode].update({sink: (job.result(),)} if sink else job.result())
    return found


def routes():
    return [*leak_routes.available(), *leak_servers.ROUTES]


def judge(outputs):
    """Verdicts by sink and route."""
    table = {}
    for sink in sorted(outputs, key=order):
        servers_only = sink not in leak_servers.SERVERS
        table[sink] = {
            one.name: leak_judge.NONE
            if servers_only and one in leak_servers.ROUTES
            else leak_judge.verdict(one, sink, *outputs[sink])
            for one in routes()
        }
    return table


def order(sink):
    known = [name for group in leak_handlers.GROUPS.values() for name in group]
    known = [*known, CAPLOG, *leak_servers.SERVERS]
    return known.index(sink)


def page(found):
    """The page of the documentation."""
    having, bare = judge(found["with"]), judge(found["without"])
    sinks = list(having)
    rows = [f"| | {' | '.join(sinks)} |", f"|---|{'|'.join(':-:' for _ in sinks)}|"]
    for one in routes():
        cells = [MARKS.get(having[sink][one.name], having[sink][one.name]) for sink in sinks]
        rows.append(f"| {one.name} | {' | '.join(cells)} |")
    cells = []
    for sink in sinks:
        verdicts = [kind for kind in bare[sink].values() if kind != leak_judge.NONE]
        cells.append(f"{verdicts.count(leak_judge.LEAKED)} of {len(verdicts)}")
    rows.append(f"| *without veilfold* | {' | '.join(cells)} |")
    return HEAD + "\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        sys.stdout.write(page(collect(Path(directory))))
