"""The drawings: one 24 x 24 line picture per word, drawn for this project."""

from __future__ import annotations

from typing import Final

# Each entry is the inside of an <svg viewBox="0 0 24 24">; stroke and colour come from the style sheet.
ICONS: Final[dict[str, str]] = {
    "report": '<path d="M4 5h16v11H11l-5 4v-4H4z"/><path d="M12 8v5M9.5 10.5h5"/>',
    "map": '<path d="M3 6.5l6-2.5 6 2.5 6-2.5v13.5L15 20l-6-2.5L3 20zM9 4v13.5M15 6.5V20"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.4 2"/>',
    "camera": '<path d="M3.5 7.5H8L9.5 5h5L16 7.5h4.5V19h-17z"/><circle cx="12" cy="13" r="3.5"/>',
    "pin": '<path d="M12 21.5c-4.5-5-6.5-8.2-6.5-11.5a6.5 6.5 0 0113 0c0 3.3-2 6.5-6.5 11.5z"/>'
    '<circle cx="12" cy="10" r="2.3"/>',
    "check": '<path d="M4.5 12.5l5 5 10-11"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "warning": '<path d="M12 3.5L22 20.5H2z"/><path d="M12 10v5M12 17.8h.01"/>',
    "phone": '<path d="M5 3.5h4l1.7 4.5L8.3 10a12 12 0 005.7 5.7l2-2.4 4.5 1.7v4c0 1-.8 1.7-1.8 1.5'
    'C11 19.5 4.5 13 3.5 5.3 3.4 4.3 4 3.5 5 3.5z"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-3.6 3-5.5 6.5-5.5s6 1.9 6.5 5.5"/>'
    '<path d="M15.5 5.3a3.5 3.5 0 010 6.4M17.8 14.9c2.2.8 3.4 2.5 3.7 5.1"/>',
    "building": '<path d="M5 21V4h9v17M14 9h5.5v12M3 21h18"/><path d="M8 8h3M8 12h3M8 16h3"/>',
    "grid": '<path d="M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z"/>',
    "dispatch": '<path d="M3.5 11.5L20.5 4l-6 16.5-3.5-6z"/><path d="M11 14.5L20.5 4"/>',
    "return": '<path d="M9 5L4 10l5 5"/><path d="M4 10h10a6 6 0 010 12h-3" transform="translate(0 -2)"/>',
    "star": '<path d="M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5L21 21"/>',
    "filter": '<path d="M3.5 5h17L14 13v6l-4 2v-8z"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4 20h16"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0112 0v5.5l1.5 2h-15z"/><path d="M10 21.3h4"/>',
    "lock": '<path d="M5 11h14v9.5H5z"/><path d="M8 11V8a4 4 0 018 0v3M12 14.5v2.5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4'
    'M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.5 10.5z"/>',
    "contrast": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 010 17z" fill="currentColor"/>',
    "text-size": '<path d="M2.5 19L7.5 7l5 12M4.2 15h6.6"/><path d="M14.5 19l3.2-8 3.3 8M15.7 16.2h4.1"/>',
    "language": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c-5 5-5 12 0 17'
    'M12 3.5c5 5 5 12 0 17"/>',
    "chevron-right": '<path d="M9 5l7 7-7 7"/>',
    "chevron-left": '<path d="M15 5l-7 7 7 7"/>',
    "chevron-down": '<path d="M5 9l7 7 7-7"/>',
    "chevron-up": '<path d="M5 15l7-7 7 7"/>',
    "plus": '<path d="M12 4.5v15M4.5 12h15"/>',
    "minus": '<path d="M4.5 12h15"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "more": '<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>',
    "edit": '<path d="M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"/><path d="M14 6.5l3.5 3.5"/>',
    "eye": '<path d="M2.5 12c2.5-4.5 5.6-6.5 9.5-6.5s7 2 9.5 6.5c-2.5 4.5-5.6 6.5-9.5 6.5S5 16.5 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "eye-off": '<path d="M6.5 7C5 8.1 3.7 9.8 2.5 12c2.5 4.5 5.6 6.5 9.5 6.5 1.7 0 3.2-.4 4.6-1.1'
    'M10 5.7c.6-.1 1.3-.2 2-.2 3.9 0 7 2 9.5 6.5-.6 1.1-1.3 2.1-2 2.9M3.5 3.5l17 17"/>',
    "link": '<path d="M10 14a4 4 0 005.7 0l3.6-3.6a4 4 0 00-5.7-5.7L12 6.3"/>'
    '<path d="M14 10a4 4 0 00-5.7 0l-3.6 3.6a4 4 0 005.7 5.7L12 17.7"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17"/><path d="M7 14h10v6.5H7z"/>',
    "qr": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z"/>'
    '<path d="M14 14h2.5v2.5M20 14v3M14 20h2M19 20h1"/>',
    "help": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 113.7 2.2c-.9.5-1.2 1-1.2 2'
    'M12 16.5h.01"/>',
    "home": '<path d="M3.5 11L12 4l8.5 7M6 9.5V20h12V9.5M10 20v-6h4v6"/>',
    "inbox": '<path d="M3.5 13.5L6.5 5h11l3 8.5V19h-17z"/><path d="M3.5 13.5H8l1.5 2.5h5l1.5-2.5h4.5"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8 16v-4M12.5 16V8M17 16v-6"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.2L20 3.5M16 7.5l3 3"/>',
    "shield": '<path d="M12 3l7.5 2.5V11c0 5-3 8.3-7.5 10-4.5-1.7-7.5-5-7.5-10V5.5z"/>'
    '<path d="M8.5 12l2.5 2.5 4.5-5"/>',
    "calendar": '<path d="M4 6h16v14.5H4zM4 10.5h16M8 3.5V8M16 3.5V8"/>',
    "file": '<path d="M6 3h8l4.5 4.5V21H6z"/><path d="M14 3v5h4.5M9 13h6M9 16.5h6"/>',
    "photo": '<path d="M3.5 5h17v14h-17z"/><circle cx="8.5" cy="9.8" r="1.6"/>'
    '<path d="M4 17.5l5-4.5 3.5 3 3.5-4 4.5 5"/>',
    "split": '<path d="M12 21v-6L6 8.5V4M12 15l6-6.5V4M3.5 6.5L6 4l2.5 2.5M15.5 6.5L18 4l2.5 2.5"/>',
    "merge": '<path d="M6 3v5l6 6.5V20M18 3v5l-6 6.5M9.5 17.5L12 20l2.5-2.5"/>',
    "whistle": '<circle cx="9" cy="14" r="5.5"/><path d="M9 8.5h12v4h-6.7"/>'
    '<path d="M9 3v2M13 3.5l-1 1.8M5 3.5l1 1.8"/>',
    "pause": '<path d="M8.5 5v14M15.5 5v14"/>',
    "play": '<path d="M7 4.5l12 7.5-12 7.5z"/>',
    "flag": '<path d="M5 21V4h13l-3 4.5 3 4.5H5"/>',
    "keyboard": '<path d="M2.5 6.5h19v11h-19z"/><path d="M6 10h.01M10 10h.01M14 10h.01M18 10h.01M7.5 14h9"/>',
    "sign-out": '<path d="M14 4H5v16h9M10 12h11M17.5 8.5L21 12l-3.5 3.5"/>',
    "refresh": '<path d="M20 5v5h-5M4 19v-5h5"/><path d="M19.5 10A8 8 0 005.5 7.5M4.5 14a8 8 0 0014 2.5"/>',
    "offline": '<path d="M3 3l18 18M5 12.5a10 10 0 014.5-2.6M2 9a15 15 0 014.5-2.9M12.5 6c3.7.1 7 1.2 9.5 3.3'
    'M16 10.8c1.1.4 2.1 1 3 1.7M8.5 16a5.5 5.5 0 016 .5M12 20h.01"/>',
    "settings": '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1'
    'M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1"/>',
}
