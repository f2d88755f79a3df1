"""The words of attachments: their kinds and states, and a sentence for every refusal."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {"picture": _("Photo"), "document": _("Document")}
STATES: dict[str, Promise] = {"kept": _("Kept"), "removed": _("Removed")}

SENTENCES: dict[str, Promise] = {
    "files.empty": _("The file is empty. Choose it again."),
    "files.too_large": _("The file is too large: at most %(limit_mb)s MB fit. Send a smaller one."),
    "files.too_many_pixels": _(
        "The picture has %(megapixels)s million pixels, at most %(limit)s million fit. Send a smaller one."
    ),
    "files.broken_picture": _("The picture is damaged or incomplete. Take or choose it again."),
    "files.broken_document": _("The document is damaged or incomplete. Save it again and send it once more."),
    "files.heic": _(
        "This device saved the photo as HEIC, which cannot be opened here. "
        "Set the camera to “most compatible” (JPEG), or send a screenshot of the photo."
    ),
    "files.old_office": _("Old Word and Excel files cannot be taken. Save it as DOCX, XLSX or PDF first."),
    "files.macros": _("The document carries macros. Save it without macros, as DOCX, XLSX or PDF."),
    "files.locked_document": _("The document is locked with a password. Send it without one."),
    "files.archive_bomb": _("The file unpacks to far more than a document holds, so it was not opened."),
    "files.two_kinds": _("The file is two kinds of file in one. Save it again with its own program."),
    "files.not_allowed": _(
        "This is a %(found)s file, whatever its name says. "
        "Photos (JPEG, PNG, WebP, GIF), PDF, DOCX, XLSX and plain text can be attached."
    ),
    "files.unknown_type": _(
        "This is not a kind of file that is known here. "
        "Photos (JPEG, PNG, WebP, GIF), PDF, DOCX, XLSX and plain text can be attached."
    ),
    "files.bad_area": _("“%(area)s” is not the path of an area."),
    "files.needs_reason": _("Say why the file is to be removed; the reason is kept, the file is not."),
    "files.removed_already": _("The file was removed already."),
    "files.no_picture": _("Only a photo can be covered."),
    "files.how_many_boxes": _("Draw at least one box, at most %(limit)s."),
    "files.bad_box": _(
        "Box %(number)s lies outside the picture or has no size. The picture is %(width)s × %(height)s pixels."
    ),
    "files.no_eyes": _("No library for finding faces and plates is installed here. Draw the boxes by hand."),
    "files.eyes_busy": _(
        "The look for faces and plates did not finish. Draw the boxes by hand, or try again."
    ),
    "files.no_original": _("The clear picture is not kept any more."),
    "files.bad_link": _("This link has ended or is incomplete. Open the page with the photo again."),
    "files.gone": _("The file is no longer there."),
    "files.bad_life": _("A link lives between 1 second and %(limit_days)s days."),
    "files.too_many": _("At most %(limit)s files at once."),
    "files.no_space": _("There is no room left for files at the moment. Nothing was saved; try again later."),
    "files.storage_away": _("The place where files are kept does not answer. Try again soon."),
}
