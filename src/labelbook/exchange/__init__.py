"""Data in and out: importers, exporters, spreadsheets."""
