"""A stand-in for SAS, the national attendance system: a real HTTP server with a ledger and programmable faults."""
