"""Names of the protocol, as Python has them."""

import re

_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def camel(name: str) -> str:
    """``bid_price`` as ``bidPrice``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def snake(name: str) -> str:
    """``bidPrice`` as ``bid_price``."""
    return _BREAK.sub("_", name).lower()
