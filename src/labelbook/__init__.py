"""labelbook: where a team reviews, questions, grows and judges a labelled image data set."""

__version__ = "0.1.0"
