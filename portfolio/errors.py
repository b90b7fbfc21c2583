"""What can go wrong in the house, each with a sentence for the person at the screen."""


class InnohusError(Exception):
    """The house says no; `str(error)` is a sentence in the reader's language."""


class NotFoundError(InnohusError):
    """There is no such thing, or the one who asks may not know of it."""


class NotAllowedError(InnohusError):
    """The one who asks may know of it, but not do this."""


class RuleBrokenError(InnohusError):
    """The request breaks a rule of the house; `field` names the input to mend, if it is one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
