"""A link as a QR code that needs no script and no style attribute."""

from __future__ import annotations

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

EDGE = 2


def qr(text: str) -> SafeString:
    """An `<svg class="qr">`, dark on light in every theme, since cameras read no inverted codes."""
    code = segno.make(text, error="m", micro=False)
    size = code.symbol_size(border=EDGE)[0]
    dark = "".join(
        f"M{column + EDGE} {row + EDGE}h1v1h-1z"
        for row, line in enumerate(code.matrix)
        for column, bit in enumerate(line)
        if bit
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges">'
        '<path class="paper" d="M0 0h{size}v{size}H0z"/><path class="ink" d="{dark}"/></svg>',
        size=size,
        label=_("QR code of the link"),
        dark=mark_safe(dark),  # noqa: S308 -- digits and letters of our own making
    )
