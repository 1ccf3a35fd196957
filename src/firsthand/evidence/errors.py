"""The one root of all errors: what happened, to what, and what to do next."""

from __future__ import annotations


class FirsthandError(Exception):
    """An error that a person can act on.

    `message` says what happened and to what, in one sentence; `remedy` says what to do next.
    The faces print both and never a traceback.
    """

    #: The exit status of the command that ends with this error (see docs/guide/commands.md).
    exit_status = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def diagnostics(self) -> str:
        """The message and, on a line of its own, the remedy."""
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class MalformedValueError(FirsthandError):
    """Outside data does not have the shape of the value it claims to be."""


class MissingThingError(FirsthandError):
    """Something that was named (a file, a case, an exhibit, an object) does not exist."""

    exit_status = 3


class BrokenEvidenceError(FirsthandError):
    """Bytes, a signature, a proof or a timestamp do not hold."""

    exit_status = 4
