"""The rights of this room."""

from __future__ import annotations

READ = "places.read"
EDIT = "places.edit"
IMPORT = "places.import"
