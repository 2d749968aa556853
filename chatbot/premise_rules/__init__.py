"""What a sentence says against a question: one kind of contradiction a file, each a generator of `Conflict`."""
