"""Messages out, and whether they arrived."""
