"""The catalogue of tools: canonical names, kinds, links, and the ways names are written and misheard."""

from __future__ import annotations

from llm_summarise.names.catalogue import Catalogue, load_catalogue
from llm_summarise.names.entries import CatalogueEntry
from llm_summarise.names.finding import Found, How
from llm_summarise.names.repairing import RightName
from llm_summarise.names.selecting import ToolHit

__all__ = ["Catalogue", "CatalogueEntry", "Found", "How", "RightName", "ToolHit", "load_catalogue"]
