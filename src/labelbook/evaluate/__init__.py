"""Evaluation of versions by fixed models: runs, comparison, attribution, forecast, trust."""
