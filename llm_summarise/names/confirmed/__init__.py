"""Every place of the names that notes have confirmed to be named in a talk."""

from __future__ import annotations

from llm_summarise.names.confirmed.confirmed_places import ConfirmedName, confirmed_places
from llm_summarise.names.confirmed.masks import Mask, names_of_show

__all__ = ["ConfirmedName", "Mask", "confirmed_places", "names_of_show"]
