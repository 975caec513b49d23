"""`llm`'s short language for schemas: `title, year int: year of publication`."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from llm_summarise.asking.store.store import AnswerStore
from llm_summarise.domain.errors import PromptError


def expanded(text: str, memo: AnswerStore) -> dict[str, Any]:
    """The JSON Schema that `text` is short for, as `llm` understands it. It is kept in `memo`, so that a run
    from the cache need not import `llm` for it. Raises PromptError."""
    name = f"schema:{hashlib.sha256(text.encode()).hexdigest()}"
    known = memo.get_memo(name)
    if known is not None:
        schema: dict[str, Any] = json.loads(known)
        return schema
    import llm

    try:
        schema = llm.schema_dsl(text)
    except ValueError as error:
        raise PromptError(f"schema: {error}", hint="such as  title, year int: year of publication") from error
    memo.put_memo(name, json.dumps(schema).encode())
    return schema
