"""From a model's words to a valid instance.

form = form_for(ChunkReply)
checked = form.read(text)       # Checked, or raises Invalid
"""

from llm_summarise.asking.answers.form import Checked, Form, Invalid, describe, form_for, form_of_schema

__all__ = ["Checked", "Form", "Invalid", "describe", "form_for", "form_of_schema"]
