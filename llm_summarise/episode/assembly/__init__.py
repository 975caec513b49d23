"""From the answer to the last prompt to the parts of a result: chapters, sentences with evidence, lists."""
