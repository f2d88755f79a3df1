"""Hot topics: matters that speak of one thing at one place, how hot each is, and the words that tell so.

`finding` puts matters together and costs scipy; `heat` ranks and is cheap. See docs/algorithms/topics.md.
"""
