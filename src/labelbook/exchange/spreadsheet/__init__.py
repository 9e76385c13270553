"""Samples as a spreadsheet that people edit: XLSX with images, or CSV; written and read back."""
