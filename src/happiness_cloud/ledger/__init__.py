"""What happened: the one door, the append-only book, the news."""
