"""Other systems hear of what happened, signed, until they have heard it."""
