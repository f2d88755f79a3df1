"""Where: areas, grids, coordinates."""
