"""What the tests share: an engine that is a real process, and a wire to it that can be cut."""

from collections.abc import Iterator

import pytest

import hotpath
from helpers import COMMAND, Clock, Wire


@pytest.fixture(autouse=True)
def only_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine of this checkout, whatever the caller's environment names."""
    for name in ("HOTPATH_URL", "HOTPATH_TOKEN", "HOTPATH_NATIVE_LIBRARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOTPATH_BIN", COMMAND)


@pytest.fixture(scope="session")
def served() -> Iterator[hotpath.EngineProcess]:
    """An engine of two instruments that clients feed."""
    arguments = ["--feed", "client", "--no-strategy", "--no-journal", "--instruments", "AAA:2,BTC:2:8"]
    with hotpath.EngineProcess(arguments, command=COMMAND) as process:
        yield process


@pytest.fixture
def client(served: hotpath.EngineProcess) -> Iterator[hotpath.Client]:
    with hotpath.Client(served.url, served.token) as client:
        yield client


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wire(served: hotpath.EngineProcess) -> Iterator[Wire]:
    made = Wire(served.url)
    yield made
    made.close()
