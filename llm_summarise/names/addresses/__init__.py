"""Addresses and handles as people say them: "ada berg dot com", "feedback at our show dot org"."""

from __future__ import annotations

from llm_summarise.names.addresses.address_agreement import agrees
from llm_summarise.names.addresses.in_running_text import SpokenAddress, find_addresses
from llm_summarise.names.addresses.said_addresses import written_address

__all__ = ["SpokenAddress", "agrees", "find_addresses", "written_address"]
