"""A fixed model judges versions: runs, comparison, attribution, forecast, trust."""
