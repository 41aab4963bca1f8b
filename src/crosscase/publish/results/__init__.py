"""The draft of the results section: values, each tied to a cell of a table, and sentences, each with a condition."""
