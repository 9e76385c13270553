"""The demo data: hand-drawn roman numerals with known faults, drawn by code."""

from labelbook.demo.numerals import write as write_numerals

__all__ = ["write_numerals"]
