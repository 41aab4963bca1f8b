"""What goes with the compendium into an archive: how it was made, what its tables hold, and what a codechecker signs.

Pure: files as bytes by their names, steps and settings in; JSON, text and documents out.
"""
