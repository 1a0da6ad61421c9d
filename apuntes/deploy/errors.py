"""What ends a deployment: one sentence that says what is wrong, and the remedy."""

from __future__ import annotations


class DeployError(Exception):
    """The deployment cannot go on; `what` is wrong, `how` mends it."""

    def __init__(self, what: str, how: str) -> None:
        self.what, self.how = what, how
        super().__init__(f"{what}\n    → {how}")


class Refused(DeployError):
    """A guard said no. Nothing was written."""


class Conflict(Exception):
    """A conditional write found another object than expected. Always turned into a DeployError by its caller."""
