"""What the parts of a call of a tool are named by those who offer tools."""

from __future__ import annotations

from typing import Final

ARGUMENTS: Final = ("arguments", "parameters", "tool_input", "action_input", "input", "args", "kwargs")
"""What is handed over stands under one of these."""

CALLS: Final = ("function", "function_call", "tool_calls")
"""A call may stand under one of these."""

AROUND: Final = frozenset(
    "name type id index function function_call tool tools tool_name tool_calls action call_id tool_call_id"
    " recipient_name".split()
)
"""What else a call has."""
