"""One module a source paper: its own tables and figures, regenerated from the data of its cases."""
