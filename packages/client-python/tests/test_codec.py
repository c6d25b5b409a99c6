"""The codec against vectors that the TypeScript one has written."""

import base64
import json
import math
from pathlib import Path
from typing import Any

import pytest

from hotpath.check import check_client
from hotpath.codec import Reader, encode
from hotpath.errors import InputError, ProtocolError
from hotpath.generated.protocol import CLIENT_MESSAGES, SCHEMA, SERVER_MESSAGES
from hotpath.messages import make
from hotpath.naming import snake

VECTORS = json.loads((Path(__file__).parent / "generated" / "protocol-vectors.json").read_text())
MESSAGES = VECTORS["messages"]


def plain(value: Any) -> Any:
    """A vector's value as Python has it."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "$time" in value:
        return int(value["$time"])
    if "$bytes" in value:
        return base64.b64decode(value["$bytes"])
    if "$number" in value:
        return float(value["$number"].replace("Infinity", "inf"))
    return {name: plain(item) for name, item in value.items()}


def same(a: Any, b: Any) -> bool:
    """Equal, with the sign of zero, and integers of Python for whole numbers of TypeScript."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, float) and a == 0:
        return isinstance(b, float) and math.copysign(1, a) == math.copysign(1, b)
    return type(a) is type(b) and bool(a == b)


def test_every_message_has_vectors() -> None:
    assert {row["message"]["type"] for row in MESSAGES} == CLIENT_MESSAGES | SERVER_MESSAGES
    assert len(MESSAGES) > 200


@pytest.mark.parametrize("kind", sorted(CLIENT_MESSAGES | SERVER_MESSAGES))
def test_reads_what_typescript_writes(kind: str) -> None:
    reader = Reader()
    for row in MESSAGES:
        if row["message"]["type"] != kind:
            continue
        [read] = reader.read(base64.b64decode(row["frame"]))
        assert same(read, plain(row["message"]))
        if kind in SERVER_MESSAGES and kind != "columns":
            made = make(kind, read)
            for name, of, _ in SCHEMA[kind]:
                if "record" not in str(of):
                    assert same(getattr(made, snake(name)), read.get(name))


@pytest.mark.parametrize("kind", sorted(CLIENT_MESSAGES))
def test_writes_the_same_bytes(kind: str) -> None:
    rows = [row for row in MESSAGES if row["message"]["type"] == kind]
    assert rows
    for row in rows:
        assert encode(plain(row["message"])) == base64.b64decode(row["frame"])


def test_several_messages_of_a_frame() -> None:
    rows = [row for row in MESSAGES if row["from"] == "server"][:20]
    frame = b"".join(base64.b64decode(row["frame"]) for row in rows)
    assert same(Reader().read(frame), [plain(row["message"]) for row in rows])


@pytest.mark.parametrize("frame", VECTORS["badFrames"])
def test_refuses_what_is_no_frame(frame: str) -> None:
    reader = Reader()
    with pytest.raises(ProtocolError, match="frame"):
        reader.read(bytes.fromhex(frame))
    good = base64.b64decode(MESSAGES[0]["frame"])
    assert len(reader.read(good)) == 1


def test_refuses_every_frame_that_breaks_off() -> None:
    row = next(row for row in MESSAGES if row["message"]["type"] == "submitOrder")
    frame = base64.b64decode(row["frame"])
    for length in range(1, len(frame)):
        with pytest.raises(ProtocolError):
            Reader().read(frame[:length])


@pytest.mark.parametrize("row", VECTORS["refused"], ids=lambda row: f"{row['message']['type']}.{row['path']}")
def test_refuses_the_same_messages(row: Any) -> None:
    with pytest.raises(InputError) as caught:
        check_client(row["message"])
    assert caught.value.path == row["path"]


def test_takes_the_same_messages() -> None:
    for row in MESSAGES:
        if row["from"] == "client":
            check_client(plain(row["message"]))
