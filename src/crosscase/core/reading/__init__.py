"""Reading what people really have: bytes, text, rows and YAML in, values and an account of every change out.

Pure functions: `store` opens the files and hands over their bytes. What can be mended without judgement is mended, and
each mended value is a `Change` (a row of the cleaning log). What needs judgement is a finding.
"""
