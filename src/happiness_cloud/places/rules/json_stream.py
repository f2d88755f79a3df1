"""Reading a large JSON object piece by piece, with the line and column of whatever is broken."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import IO, Any, NoReturn

from happiness_cloud.kernel.errors import Invalid

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = "0123456789.eE+-"
_CHUNK = 1 << 16
# An error this far before the end of what was read cannot come from reading only part of the file.
_CLEAR = 64


class JsonStream:
    """Signs of a UTF-8 file, read as needed; refuses more than `max_bytes` and anything that is not JSON."""

    def __init__(self, source: IO[bytes], max_bytes: int) -> None:
        self._source = source
        self._max = max_bytes
        self._read = 0
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder(parse_constant=_no_constant)
        self._text = ""
        self._at = 0
        self._ended = False
        self._line, self._column = 1, 1

    def peek(self) -> str:
        """The next sign that is not space, "" at the end."""
        while True:
            self._skip_space()
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def expect(self, signs: str) -> str:
        """Take the next sign; it must be one of `signs`."""
        sign = self.peek()
        if not sign:
            self._cut_short()
        if sign not in signs:
            self._broken(self._at, f"expected {' or '.join(signs)}")
        self._at += 1
        return sign

    def value(self) -> Any:
        """The next JSON value, whole."""
        if not self.peek():
            self._cut_short()
        while (taken := self._taken()) is None:
            self._more(double=True)
        value, self._at = taken
        return value

    def _taken(self) -> tuple[Any, int] | None:
        """The value at the current place and where it ends; None when it may go on beyond what was read."""
        try:
            value, end = self._json.raw_decode(self._text, self._at)
        except json.JSONDecodeError as error:
            if self._ended or self._clearly(error):
                self._refuse(error)
            return None
        except RecursionError:
            self._broken(self._at, "nested too deep")
        except ValueError as error:
            self._broken(self._at, str(error))
        # A number at the end of what was read may go on in the next piece (`1.5` then `e10`, `1.5e` then `10`).
        rest = self._text[end : end + 3]
        goes_on = len(rest) < 3 and not rest.strip(_NUMBER) and isinstance(value, int | float)
        return None if goes_on and not self._ended else (value, end)

    def items(self) -> Iterator[Any]:
        """The values of the array that comes next, one at a time."""
        self.expect("[")
        if self.peek() == "]":
            self.expect("]")
            return
        while True:
            yield self.value()
            if self.expect(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; the caller takes each value before the next key."""
        self.expect("{")
        if self.peek() == "}":
            self.expect("}")
            return
        while True:
            if self.peek() not in ('"', ""):
                self._broken(self._at, "expected a name in quotes")
            key = str(self.value())
            self.expect(":")
            yield key
            if self.expect(",}") == "}":
                return

    def end(self) -> None:
        """Nothing but space may follow."""
        if self.peek():
            self._broken(self._at, "extra data")

    def _skip_space(self) -> None:
        hit = _SPACE.match(self._text, self._at)
        self._at = hit.end() if hit else self._at

    def _more(self, double: bool = False) -> bool:
        """Read on; twice as much as there is when a value goes on, so that long values cost no more."""
        if self._ended:
            return False
        self._forget()
        chunk = self._source.read(max(_CHUNK, len(self._text)) if double else _CHUNK)
        self._read += len(chunk)
        if self._read > self._max:
            raise Invalid("places.file_too_big", limit_mb=self._max // 1_000_000)
        self._ended = not chunk
        try:
            self._text += self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            raise Invalid("places.not_utf8", byte=self._read - len(error.object) + error.start) from None
        return not self._ended

    def _forget(self) -> None:
        self._line, self._column = self._position(self._at)
        self._text = self._text[self._at :]
        self._at = 0

    def _position(self, at: int) -> tuple[int, int]:
        lines = self._text.count("\n", 0, at)
        if not lines:
            return self._line, self._column + at
        return self._line + lines, at - self._text.rfind("\n", 0, at)

    def _clearly(self, error: json.JSONDecodeError) -> bool:
        return error.pos < len(self._text) - _CLEAR and "Unterminated" not in error.msg

    def _refuse(self, error: json.JSONDecodeError) -> NoReturn:
        """Say whether the value is wrong or only cut: `114.`, `tru` and `"\\u4e` at the very end are cut."""
        rest = self._text[error.pos :][:_CLEAR].rstrip()
        at_end = len(self._text) - error.pos <= _CLEAR
        begun = not rest.strip(_NUMBER) or any(word.startswith(rest) for word in ("true", "false", "null"))
        escape = "escape" in error.msg and '"' not in rest
        if (at_end and (begun or escape)) or "Unterminated" in error.msg:
            self._cut_short()
        self._broken(error.pos, error.msg)

    def _broken(self, at: int, detail: str) -> NoReturn:
        line, column = self._position(at)
        raise Invalid("places.broken_json", line=line, column=column, detail=detail)

    def _cut_short(self) -> NoReturn:
        line, column = self._position(len(self._text))
        raise Invalid("places.file_cut_short", line=line, column=column)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
