"""A stored PDF's pages as pictures, and where on them quoted words stand.

quote in a document -> quoted_lines.py (lines of the file) -> align_lines.py (glyphs of the page) -> quote_boxes.py
page of a stored file -> page_pictures.py (asks, remembers) -> picture_worker.py (child process) -> pdfium.py

Document text has been cleaned and set in reading order; a PDF's glyphs come in the order in which they are drawn. The
two are matched line by line and letter by letter: a box stands around exactly the letters quoted, or there is none.
"""
