"""Rights to attachments, and the class of each personal field."""

from __future__ import annotations

ADD = "files.add"
READ = "files.read"
REMOVE = "files.remove"
COVER = "files.cover"
UNCOVER = "files.uncover"
# To see a picture as it was before it was covered: given by the room the file belongs to, which asks for the reason.
ORIGINAL = "files.original"
ERASE = "files.erase"
SUGGEST = "files.suggest"
# The house's own: to honour a signed link, and to clear away what no row names any more.
OPEN = "files.open"
SWEEP = "files.sweep"

PERSONAL = {
    "files.File.name": "free text",
    "files.File.key": "secret",
    "files.File.original_key": "secret",
    "files.File.original_sealed": "secret",
    "files.File.digest": "free text",
    "files.File.taken_at": "location",
    "files.File.exif_lon": "location",
    "files.File.exif_lat": "location",
    "files.File.added_by": "contact",
}
