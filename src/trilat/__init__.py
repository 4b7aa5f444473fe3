"""Trilat: an open event dataset of diplomatic meetings, and the tools that make it.

Analysts start with ``from trilat import dataset; ds = dataset.load()``.
"""

__version__ = "0.3.0"
