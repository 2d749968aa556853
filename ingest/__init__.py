"""From a file to a Document: everything that decides what a sentence of a source is.

    bytes -> detect -> readers/* -> ExtractedText          what the file says, character by character
          -> clean (characters, lines, boilerplate, blocks) -> CleanText    one block a line, mapped to the source text
          -> split (sections, sentences, passages) -> Document

`read.py` shows the flow whole. `pipeline.py` goes over many files and stores what was read.
"""
