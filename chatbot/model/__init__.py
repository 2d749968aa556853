"""Answers put into words by a language model, and held to what can be checked. Loaded only when an endpoint is set.

extractive evidence -> what may be sent -> prompt -> endpoint -> claims -> each claim checked -> segments
         any failure -> the extractive answer, with a warning that says why

`check_claim.py` and `evidence_items.py` also serve `briefing verify`; they ask nobody anything.
"""
