"""Samples as a spreadsheet that people edit, and their edits back: XLSX with images, or CSV."""
