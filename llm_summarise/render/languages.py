"""Languages as people and models name them, and the codes that HTML wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_NAMES: Final = (
    "arabic=ar chinese=zh czech=cs danish=da dutch=nl english=en finnish=fi french=fr german=de greek=el "
    "hebrew=he hindi=hi hungarian=hu indonesian=id italian=it japanese=ja korean=ko norwegian=no "
    "persian=fa polish=pl portuguese=pt romanian=ro russian=ru spanish=es swedish=sv turkish=tr "
    "ukrainian=uk vietnamese=vi deutsch=de español=es français=fr italiano=it português=pt"
)
CODES: Final[Mapping[str, str]] = MappingProxyType(
    {name: code for name, _, code in (pair.partition("=") for pair in _NAMES.split())}
)


def language_code(language: str | None) -> str | None:
    """The BCP 47 tag of a language given by name or tag, None when it is not known."""
    if not language:
        return None
    name = language.strip().casefold()
    if re.fullmatch(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", name) and name not in CODES:
        return name.replace("_", "-")
    return CODES.get(name)
