"""Names of the protocol, as Python has them."""

import re

_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake(name: str) -> str:
    """``bidPrice`` as ``bid_price``."""
    return _BREAK.sub("_", name).lower()
