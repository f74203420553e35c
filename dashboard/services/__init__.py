"""Reading the programme's numbers. Nothing here writes, except the audit of a download."""
