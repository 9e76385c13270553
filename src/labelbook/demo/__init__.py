"""The demo data: hand-drawn roman numerals with known faults, drawn by code."""
