"""Bibliographic questions, answered from the catalogue: who wrote a source, where it appeared, what is held on a theme.

question -> its form -> the source, or the sources, that are meant -> sentences of the catalogue with their citations
"""
