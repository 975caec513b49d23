"""Finding in the transcript what a model says it quotes: the place and the words as they stand there.

tokens    what is compared: folded words, and which of them carry meaning that may not change
index     the words of a transcript, and where each run of them occurs
align     a quote against one passage, word by word, with the cost of each difference
fuzzy     the passages worth aligning, and whether the words that agree are proof enough
passage   a run of words cut out as it stands
whole_sentences  the same, completed to sentences
grounder  the question asked by everybody else: where was this said?
"""

from llm_summarise.grounding.grounder import Grounder
from llm_summarise.grounding.passage import Span, one_voice
from llm_summarise.grounding.whole_sentences import whole_sentences

__all__ = ["Grounder", "Span", "one_voice", "whole_sentences"]
