"""A category as other rooms see it."""

from __future__ import annotations

from ..rules import category_lists
from ._language import told


class Category(category_lists.Category):
    """An entry of a list with its names in the reader's language."""

    @property
    def name(self) -> str:
        """The official name."""
        return told(self.zh, self.en)

    @property
    def plain(self) -> str:
        """The words a resident would use."""
        return told(self.plain_zh, self.plain_en)

    @property
    def group_name(self) -> str:
        """The name of its class."""
        return told(self.group_zh, self.group_en)
