"""What is built, what it says of its types, and what its README promises."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from helpers import COMMAND, PACKAGE, ROOT, bun

WHEELS = Path(sys.prefix) / "wheels"
README = (PACKAGE / "README.md").read_text()


def run(*command: str, cwd: Path = PACKAGE, **environment: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=300, env={**os.environ, **environment}
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The wheel and the sdist."""
    dist = tmp_path_factory.mktemp("dist")
    run(COMMAND, "bun", "scripts/build.ts", str(dist))
    return sorted(dist.iterdir(), key=lambda path: path.suffix == ".whl")


def test_types_are_strict() -> None:
    assert "Success" in run(sys.executable, "-m", "mypy", "--strict", "--no-incremental")
    assert "Success" in run(
        sys.executable,
        "-m",
        "mypy",
        "--no-incremental",
        "--strict",
        "--explicit-package-bases",
        "tests",
        MYPYPATH="src:tests",
    )


def test_lint_and_format() -> None:
    run(sys.executable, "-m", "ruff", "check", "--no-cache", ".")
    run(sys.executable, "-m", "ruff", "format", "--no-cache", "--check", ".")


def test_generated_files_are_fresh() -> None:
    done = bun("scripts/generate.ts", "--check")
    assert done.returncode == 0, done.stderr


def test_wheel_and_sdist_hold_what_they_should(built: list[Path]) -> None:
    sdist, wheel = built
    names = zipfile.ZipFile(wheel).namelist()
    assert wheel.name == "hotpath-0.1.0-py3-none-any.whl"
    assert {"hotpath/py.typed", "hotpath/generated/protocol.py", "hotpath/aio.py"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests") or "__pycache__" in name]
    with tarfile.open(sdist) as archive:
        held = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "src/hotpath/py.typed", "tests/helpers.py"} <= held


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_installs_alone_and_trades(kind: str, built: list[Path], tmp_path: Path) -> None:
    """In a fresh environment, without NumPy, outside of the checkout."""
    archive = built[1] if kind == "wheel" else built[0]
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    python = str(tmp_path / "venv" / "bin" / "python")
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
        str(WHEELS),
        str(archive),
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(WHEELS),
    )
    code = """
import hotpath, hotpath.indicators
from pathlib import Path
assert "site-packages" in hotpath.__file__
try:
    import numpy
except ImportError:
    pass
else:
    raise AssertionError("NumPy is there")
row = {"symbol_id": 1, "bid_price": "100.05", "ask_price": "100.10", "bid_size": "1000", "ask_size": "1000"}
with hotpath.TradingEngine() as engine:
    rows = [{**row, "timestamp": 1234567890000000000 + k} for k in range(50)]
    batches = engine.subscribe("quotes", columns=True)
    assert engine.process_market_data(rows).accepted == 50
    assert batches.next(10)["bid_price"][-1] == 10005.0
print(list(hotpath.indicators.sma([1.0, 2.0, 3.0], 2))[1:])
"""
    assert run(python, "-I", "-c", code, cwd=tmp_path, HOTPATH_BIN=COMMAND).strip() == "[1.5, 2.5]"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("place", range(len(blocks())))
def test_the_examples_of_the_readme_run(place: int, tmp_path: Path) -> None:
    """Each as it stands, in the checkout, as somebody would who copies it."""
    script = tmp_path / "example.py"
    script.write_text(blocks()[place])
    # Package managers' folders on PATH are not a user's.
    path = os.pathsep.join(each for each in os.environ["PATH"].split(os.pathsep) if "node_modules" not in each)
    environment = {"PYTHONPATH": str(PACKAGE / "src"), "HOTPATH_BIN": "", "PATH": path}
    output = run(sys.executable, str(script), cwd=ROOT, **environment)
    for line in re.findall(r"# prints (.*)", blocks()[place]):
        assert line in output.splitlines()
