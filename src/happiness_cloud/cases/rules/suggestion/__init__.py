"""Category suggestion: what was learned (`Suggester`) and how it is kept. Learning itself stands in `learning`."""

from .suggester import Guess, Suggester, digest_of, packed, unpacked

__all__ = ["Guess", "Suggester", "digest_of", "packed", "unpacked"]
