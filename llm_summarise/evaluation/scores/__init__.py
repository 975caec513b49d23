"""How good a result is: one file for each thing that is scored, values with their reasons, no printing.

`episode.score_episode` puts the scores of one episode together; `metrics` names every figure and says
which direction is better; `statistics` compares systems over episodes.
"""
