"""Photos and documents that belong to something."""
