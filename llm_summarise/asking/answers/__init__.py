"""From a model's words to a valid instance.

    checked = form_for(ChunkReply).read(text)    # Checked, or raises Invalid

`form.py` takes what is nothing but valid JSON at once. Anything else goes through `final_answer.py`:

    without_thoughts   thoughts.py       what the model said when it had thought
    structures         structures.py     its objects and lists, read by lenient_json.py
    Wrapping           wrappings.py      what is an answer, and what is around it
    fitted             fitting.py        values put right that can mean one thing only (converting.py)
    without_bad_items  bad_items.py      one bad note costs that note
"""

from llm_summarise.asking.answers.checked import Checked, Invalid, describe
from llm_summarise.asking.answers.form import Form, form_for, form_of_schema

__all__ = ["Checked", "Form", "Invalid", "describe", "form_for", "form_of_schema"]
