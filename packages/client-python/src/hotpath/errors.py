"""What can go wrong, as one hierarchy with codes that stay."""

from collections.abc import Mapping
from typing import Any


class HotpathError(Exception):
    """The root of all errors of this package."""

    code: str
    """What is wrong: stable, for programs."""
    path: str | None
    """Which field or argument, where it is one."""

    def __init__(self, code: str, message: str, path: str | None = None) -> None:
        super().__init__(f"{path}: {message}" if path and not message.startswith(path) else message)
        self.code = code
        self.path = path


class GatewayError(HotpathError):
    """A request that the engine's gateway refused, or a connection that it ended; codes are the protocol's."""

    retry_after_millis: int | None
    """Of ``RATE_LIMITED``: when to try again."""

    def __init__(self, code: str, message: str, path: str | None = None, retry_after_millis: int | None = None) -> None:
        super().__init__(code, message, path)
        self.retry_after_millis = retry_after_millis

    @classmethod
    def of(cls, failure: Mapping[str, Any]) -> "GatewayError":
        """What a ``failure`` message says."""
        return cls(failure["code"], failure["message"], failure.get("path"), failure.get("retryAfterMillis"))


class ConnectionLost(HotpathError):
    """There is no connection, or it ended before the answer came: it is then not known whether a command was done."""

    def __init__(self, message: str) -> None:
        super().__init__("UNAVAILABLE", message)


class EngineNotFound(HotpathError):
    """No engine could be found, started or reached; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__("ENGINE_NOT_FOUND", message)


class InputError(HotpathError):
    """An argument that is not what is allowed."""

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__("INPUT_INVALID", message, path)


class ProtocolError(HotpathError):
    """A frame that is not the protocol's."""

    def __init__(self, message: str, path: str | None = None) -> None:
        super().__init__("BAD_MESSAGE", message, path)


class NativeUnavailable(HotpathError):
    """The library of kernels cannot be loaded; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__("NATIVE_UNAVAILABLE", message)
