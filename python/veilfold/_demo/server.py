"""Runs the demo's application under uvicorn: `python -m veilfold._demo.server PORT WORKERS`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import uvicorn

from veilfold._demo import database
from veilfold._demo.app import configure_logging
from veilfold._demo.environment import STATE


def main() -> None:
    """Serve until SIGTERM."""
    port, workers = int(sys.argv[1]), int(sys.argv[2])
    configure_logging()
    # Before the workers start, or they would race to make the same tables.
    engine = database.connect(str(Path(os.environ[STATE]) / "shop.db"))
    database.Base.metadata.create_all(engine)
    engine.dispose()
    uvicorn.run(
        "veilfold._demo.app:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        workers=workers,
        # No configuration of uvicorn's own: its loggers propagate to the root, and so to veilfold.
        log_config=None,
    )


if __name__ == "__main__":
    main()
