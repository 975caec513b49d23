"""Errors a user can do something about: what happened, where, and what to run next.

Every error of this package derives from `SummariseError`. The command line prints it as one line
and ends with its `exit_code`; anything else is a bug and keeps its traceback.
"""

from __future__ import annotations


class SummariseError(Exception):
    """Base of all expected errors. `hint` is what to do next, a command where there is one."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} - {self.hint}" if self.hint else self.message


class FileIgnored(UserWarning):
    """A file that was found is not used as it stands, for it may be somebody else's."""


class InputError(SummariseError):
    """A transcript that cannot be used: empty, binary, undecodable, without speech, missing."""

    def __init__(self, name: str, reason: str, *, hint: str | None = None) -> None:
        super().__init__(f"{name}: {reason}", hint=hint)
        self.name = name
        self.reason = reason


class SettingsError(SummariseError):
    """A wrong option, configuration file or prompt directory."""

    exit_code = 2


class PromptError(SummariseError):
    """A prompt template that is missing, does not parse or names an unknown variable."""

    exit_code = 2


class ModelError(SummariseError):
    """The model could not be asked, or asking it failed for good."""


class AnswerError(ModelError):
    """The model answered, but never with a complete and valid instance of the schema."""

    exit_code = 4


class NotCached(SummariseError):
    """`--cached-only` was given and an answer is not in the cache."""


class BudgetReached(SummariseError):
    """The next call would cost more than `--max-cost` leaves."""

    exit_code = 5


class CacheError(SummariseError):
    """The cache cannot be opened or read as asked."""


class SomeFailed(SummariseError):
    """Some items of a batch failed; the others are done."""

    exit_code = 3


class Interrupted(SummariseError):
    """The user, or the system, asked to stop; `signal` is its number, as in 128 + number."""

    def __init__(self, signal: int) -> None:
        super().__init__("interrupted", hint="finished answers are kept: the same command goes on from there")
        self.exit_code = 128 + signal
