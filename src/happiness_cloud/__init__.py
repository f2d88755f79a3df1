"""Happiness Cloud (幸福云): the digital governance of communities, from report to evaluation."""

__version__ = "0.1.0"
