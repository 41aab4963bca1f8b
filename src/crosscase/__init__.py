"""Barriers to co-production and their effects: from case data to cross-case figures.

The package computes; the notebooks narrate; `store` alone touches the disk.
"""

__version__ = "0.1.0"
