"""Who is at the door: sign-in, second factor, keys."""
