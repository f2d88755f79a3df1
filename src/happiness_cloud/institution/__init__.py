"""Who serves here, under which rules: organisations, positions, duties, deadlines, packs."""
