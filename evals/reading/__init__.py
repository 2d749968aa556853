"""How well files are read: figures on a folder of PDFs and journal XML (`briefing eval reading`).

awkward.py     every file read, or refused with its reason
similarity.py  words against a text that is known to be right
pages.py       page numbers of sampled sentences
boxes.py       sampled sentences boxed on their page, and what stands in the boxes
sections.py    section trees of articles printed to PDF and read back
unseen.py      a page with text that nobody sees, made on the spot
speed.py       pages a second beside pypdf alone
"""
