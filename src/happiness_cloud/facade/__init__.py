"""How a room shows itself: pages, refusals, forms, the look."""
