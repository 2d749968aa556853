"""The knowledge base: data model, store and search. Imports none of the other packages."""
