"""From the files of other programs to the tables of a case: readers, the workbook of decisions, the ledger."""
