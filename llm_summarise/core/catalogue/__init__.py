"""The catalogue of tools: canonical names, kinds, links, and the ways names are written and misheard."""

from __future__ import annotations

from llm_summarise.core.catalogue.catalogue import Catalogue, Found, How, Repair, ToolHit, load_catalogue
from llm_summarise.core.catalogue.entries import Entry

__all__ = ["Catalogue", "Entry", "Found", "How", "Repair", "ToolHit", "load_catalogue"]
