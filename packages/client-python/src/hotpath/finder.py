"""Finds the ``hotpath`` command."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .errors import EngineNotFound

_FIX = """Do one of these:
  - set HOTPATH_BIN to the `hotpath` command (a checkout's ./hotpath, or a compiled binary)
  - put `hotpath` on PATH
  - run from within a checkout of Hotpath
  - set HOTPATH_URL (and HOTPATH_TOKEN) to an engine that `hotpath serve` has started"""


def find_engine() -> str:
    """The path of the ``hotpath`` command: ``HOTPATH_BIN``, else ``hotpath`` on ``PATH``, else that of a checkout above the
    working folder or above this package.

    Raises:
        EngineNotFound: saying where it was looked for, and what to do.
    """
    named = os.environ.get("HOTPATH_BIN")
    if named:
        found = shutil.which(named)
        if found is None:
            raise EngineNotFound(f"HOTPATH_BIN is {named!r}, which is no program that can be run.\n{_FIX}")
        return found
    found = shutil.which("hotpath")
    if found is not None:
        return found
    looked: list[str] = []
    for place in (Path.cwd(), Path(__file__).resolve().parent):
        looked.append(str(place))
        for folder in (place, *place.parents):
            for command in _commands(folder):
                return str(command)
    raise EngineNotFound(
        f"there is no engine: HOTPATH_BIN is not set, `hotpath` is not on PATH, and no checkout is above "
        f"{' or '.join(looked)}.\n{_FIX}"
    )


def _commands(folder: Path) -> Iterator[Path]:
    """The commands of a checkout whose root this is."""
    if not (folder / "apps" / "engine" / "src" / "main.ts").is_file():
        return
    script = folder / "hotpath"
    if os.access(script, os.X_OK):
        yield script
